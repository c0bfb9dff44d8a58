-- expand-001
ALTER TABLE public.invoice ADD COLUMN due_date date;

-- expand-002
COMMENT ON COLUMN public.invoice.due_date IS 'When the money should have arrived.';

-- backfill-001
UPDATE public.invoice SET due_date = (issued_at AT TIME ZONE 'UTC')::date + 30 WHERE due_date IS NULL;

-- validate-001
ALTER TABLE public.invoice ADD CONSTRAINT invoice_due_date_filled CHECK (due_date IS NOT NULL) NOT VALID;

-- validate-002
UPDATE public.invoice SET due_date = (issued_at AT TIME ZONE 'UTC')::date + 30 WHERE due_date IS NULL;

-- validate-003
ALTER TABLE public.invoice VALIDATE CONSTRAINT invoice_due_date_filled;

-- switch-001
ALTER TABLE public.invoice ALTER COLUMN due_date SET NOT NULL;

-- contract-001
ALTER TABLE public.invoice DROP CONSTRAINT invoice_due_date_filled;

-- rollback-001 undoes switch-001
ALTER TABLE public.invoice ALTER COLUMN due_date DROP NOT NULL;

-- rollback-002 undoes validate-001
ALTER TABLE public.invoice DROP CONSTRAINT IF EXISTS invoice_due_date_filled;

-- rollback-003 undoes expand-001
ALTER TABLE public.invoice DROP COLUMN due_date;
