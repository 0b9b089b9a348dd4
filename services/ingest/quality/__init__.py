"""How good the data are: rules over what stands, the score of a body and period, and what fails with what to do."""
