"""Media buying: insertion orders, ad campaigns, creatives, approval, budgets and their pacing."""
