"""The ledger: one DynamoDB table, one partition a client, no content in any row."""
