"""Updates functions in place while they are developed, and puts them back to what the stacks say at the next deploy."""
