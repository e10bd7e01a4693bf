"""The words of the rule language, as frozen models: what a rule file may say."""
