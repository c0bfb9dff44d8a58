-- expand-001
COMMENT ON TABLE public.note IS 'A thought of one account.
It is never shared.';

-- expand-002
COMMENT ON COLUMN public.account.name IS 'The name on the door.';

-- expand-003
COMMENT ON COLUMN public.note.text IS 'What was written, as it was typed: ''quotes'' and all.';

-- rollback-001 undoes expand-003
COMMENT ON COLUMN public.note.text IS 'What was written.';

-- rollback-002 undoes expand-002
COMMENT ON COLUMN public.account.name IS NULL;

-- rollback-003 undoes expand-001
COMMENT ON TABLE public.note IS NULL;
