"""gearbox keeps a catalogue of files: whatever lands in its inbox is examined and described."""
