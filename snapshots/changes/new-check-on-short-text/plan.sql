-- expand-001
CREATE TABLE public.visit (
  id integer NOT NULL,
  purpose character varying(8) NOT NULL,
  CONSTRAINT visit_pkey PRIMARY KEY (id),
  CONSTRAINT visit_purpose_check CHECK (purpose IN ('work', 'leisure'))
);

-- expand-002
ALTER TABLE public.site ADD COLUMN currency character varying(3);

-- expand-003
ALTER TABLE public.site ADD CONSTRAINT site_currency_known CHECK (currency IN ('EUR', 'CHF')) NOT VALID;

-- validate-001
ALTER TABLE public.site VALIDATE CONSTRAINT site_currency_known;

-- rollback-001 undoes expand-003
ALTER TABLE public.site DROP CONSTRAINT site_currency_known;

-- rollback-002 undoes expand-002
ALTER TABLE public.site DROP COLUMN currency;

-- rollback-003 undoes expand-001
DROP TABLE public.visit;
