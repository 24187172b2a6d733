"""The kit's typed library: everything that computes, so that playbooks only have to say what happens when."""
