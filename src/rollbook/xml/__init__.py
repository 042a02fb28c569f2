"""The XML face: packages in, answers out, over HTTP at /apiv2/."""
