"""What AWS Budgets publishes when a budget is exceeded: a text for people."""

from __future__ import annotations

SPENT = """AWS Budget Notification November 21, 2026
AWS Account {account}

Dear AWS Customer,

You requested that we alert you when the ACTUAL Cost associated with your {name} budget exceeds $50.00 for the current
month. The ACTUAL Cost associated with this budget is $51.20.

Budget Name: {name}
Budget Type: Cost
Budgeted Amount: $50.00
Alert Type: ACTUAL
Alert Threshold: > $50.00
ACTUAL Amount: $51.20
"""
