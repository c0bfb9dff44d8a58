-- expand-001
CREATE TABLE public.line (
  id integer NOT NULL,
  invoice_id integer,
  count integer,
  CONSTRAINT line_pkey PRIMARY KEY (id),
  CONSTRAINT again UNIQUE (count)
);

-- expand-002
ALTER TABLE public.line ADD CONSTRAINT line_count_key UNIQUE (count);

-- expand-003
CREATE INDEX line_invoice_id_idx ON public.line USING btree (invoice_id);

-- expand-004
ALTER TABLE public.invoice ADD CONSTRAINT small CHECK (total < 1000) NOT VALID;

-- expand-005
ALTER TABLE public.line ADD CONSTRAINT line_count_check CHECK (count > 0) NOT VALID;

-- expand-006
ALTER TABLE public.line ADD CONSTRAINT line_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice (id) NOT VALID;

-- validate-001
ALTER TABLE public.invoice VALIDATE CONSTRAINT invoice_total_check;

-- validate-002
ALTER TABLE public.invoice VALIDATE CONSTRAINT invoice_customer_id_fkey;

-- rollback-001 undoes validate-002
ALTER TABLE public.invoice DROP CONSTRAINT invoice_customer_id_fkey; ALTER TABLE public.invoice ADD CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer (id) NOT VALID;

-- rollback-002 undoes validate-001
ALTER TABLE public.invoice DROP CONSTRAINT invoice_total_check; ALTER TABLE public.invoice ADD CONSTRAINT invoice_total_check CHECK (total >= 0) NOT VALID;

-- rollback-003 undoes expand-006
ALTER TABLE public.line DROP CONSTRAINT line_invoice_id_fkey;

-- rollback-004 undoes expand-005
ALTER TABLE public.line DROP CONSTRAINT line_count_check;

-- rollback-005 undoes expand-004
ALTER TABLE public.invoice DROP CONSTRAINT small;

-- rollback-006 undoes expand-001
DROP TABLE public.line;
