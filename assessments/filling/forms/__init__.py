"""Forms around the questions: naming a diagnosis, about oneself, mailing a link."""
