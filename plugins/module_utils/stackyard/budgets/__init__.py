"""Budgets: what an environment may cost a month, who is told of it, and that AWS Budgets knows the same.

A budget is no resource of a stack: CloudFormation replaces one whose notifications change, and the replacement meets
its own name. So the budget wanted is compared with the one found, and only the difference is called.
"""
