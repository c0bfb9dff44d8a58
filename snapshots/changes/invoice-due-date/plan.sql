-- expand-001
ALTER TABLE public.invoice ADD COLUMN due_date date;

-- expand-002
CREATE FUNCTION public.invoice__due_date_fill() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $wesley$
#variable_conflict use_column
BEGIN
  NEW."due_date" := (SELECT (issued_at AT TIME ZONE 'UTC')::date + 30
    FROM unnest(ARRAY[NEW]) AS invoice);
  RETURN NEW;
EXCEPTION WHEN OTHERS THEN
  RETURN NEW;
END
$wesley$;

-- expand-003
CREATE TRIGGER zz_invoice_due_date_fill BEFORE INSERT OR UPDATE ON public.invoice FOR EACH ROW WHEN (NEW.due_date IS NULL) EXECUTE FUNCTION public.invoice__due_date_fill();

-- expand-004
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

-- contract-002
DROP TRIGGER zz_invoice_due_date_fill ON public.invoice;

-- contract-003
DROP FUNCTION public.invoice__due_date_fill();

-- rollback-001 undoes switch-001
ALTER TABLE public.invoice ALTER COLUMN due_date DROP NOT NULL;

-- rollback-002 undoes validate-001
ALTER TABLE public.invoice DROP CONSTRAINT IF EXISTS invoice_due_date_filled;

-- rollback-003 undoes expand-003
DROP TRIGGER IF EXISTS zz_invoice_due_date_fill ON public.invoice;

-- rollback-004 undoes expand-002
DROP FUNCTION IF EXISTS public.invoice__due_date_fill();

-- rollback-005 undoes expand-001
ALTER TABLE public.invoice DROP COLUMN due_date;
