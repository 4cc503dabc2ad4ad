"""The endpoints: one module a subject. To read them is to put them behind their doors."""
