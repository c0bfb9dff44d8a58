-- expand-001
ALTER TABLE public.account ADD CONSTRAINT account_name_not_empty CHECK (name <> '') NOT VALID;

-- expand-002
ALTER TABLE public.note ADD CONSTRAINT note_text_length CHECK (length(text) <= 10000) NOT VALID;

-- validate-001
ALTER TABLE public.account VALIDATE CONSTRAINT account_name_not_empty;

-- validate-002
ALTER TABLE public.note VALIDATE CONSTRAINT note_text_length;

-- rollback-001 undoes expand-002
ALTER TABLE public.note DROP CONSTRAINT note_text_length;

-- rollback-002 undoes expand-001
ALTER TABLE public.account DROP CONSTRAINT account_name_not_empty;
