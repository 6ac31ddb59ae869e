"""The exporters that come with `competency`, made as a stranger's would be.

They use the public names of `competency` only, and are found through the same entry points.
"""
