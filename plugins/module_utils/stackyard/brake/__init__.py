"""The brake: denies an environment's functions every invocation, and gives back exactly what they had.

A budget pulls it where that is wanted, people do by hand. What a function had before is noted in a tag of the function
itself, before anything is taken, so that whoever was killed half-way left nothing that the next one does not know. What
stops functions (`pull` and what it takes) also travels with one, so that imports nothing but its neighbours' errors.
"""
