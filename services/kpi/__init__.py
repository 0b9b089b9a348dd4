"""The kpi service: indicators with bounds and coverage, computed from definition cards."""
