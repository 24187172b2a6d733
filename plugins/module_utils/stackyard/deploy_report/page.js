"use strict";
const stacks = () => document.querySelectorAll("details");
const openAll = (open) => stacks().forEach((one) => { one.open = open; });
const filter = (text) => {
  const wanted = text.trim().toLowerCase();
  document.querySelectorAll("[data-resource]").forEach((row) => {
    row.hidden = wanted !== "" && !row.dataset.resource.toLowerCase().includes(wanted);
  });
  if (wanted) openAll(true);
};
document.getElementById("open").addEventListener("click", () => openAll(true));
document.getElementById("close").addEventListener("click", () => openAll(false));
document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value));
document.getElementById("tools").hidden = false;
window.addEventListener("beforeprint", () => openAll(true));
