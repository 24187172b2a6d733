"""Costs: what an environment has cost day by day, by service and by system, and how that stands to its budget.

In the cloud Cost Explorer says so; on the embedded AWS what it counted is priced by the file that estimates use.
"""
