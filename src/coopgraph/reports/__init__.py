"""The faults as a curator, a spreadsheet or another program reads them: chosen, in every form."""
