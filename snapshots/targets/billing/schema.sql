CREATE TYPE public.invoice_status AS ENUM ('DRAFT', 'OPEN', 'PAID', 'VOID');
CREATE TYPE public.payment_method AS ENUM ('CARD', 'TRANSFER', 'CASH');
CREATE TABLE public.customer (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  email character varying(320) NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT customer_pkey PRIMARY KEY (id),
  CONSTRAINT customer_email_key UNIQUE (email),
  CONSTRAINT customer_email_has_at CHECK (email LIKE '%@%')
);
CREATE TABLE public.invoice (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  number text NOT NULL,
  customer_id uuid NOT NULL,
  status public.invoice_status DEFAULT 'DRAFT'::public.invoice_status NOT NULL,
  total numeric(12,2) NOT NULL,
  paid numeric(12,2) DEFAULT 0 NOT NULL,
  issued_at timestamp with time zone DEFAULT now() NOT NULL,
  note text,
  CONSTRAINT invoice_pkey PRIMARY KEY (id),
  CONSTRAINT invoice_number_key UNIQUE (number),
  CONSTRAINT invoice_paid_within_total CHECK (paid <= total),
  CONSTRAINT invoice_total_not_negative CHECK (total >= 0)
);
CREATE TABLE public.line_item (
  invoice_id uuid NOT NULL,
  "position" integer NOT NULL,
  description text NOT NULL,
  quantity integer DEFAULT 1 NOT NULL,
  unit_price numeric(12,2) NOT NULL,
  CONSTRAINT line_item_pkey PRIMARY KEY (invoice_id, "position"),
  CONSTRAINT line_item_position_from_one CHECK (position >= 1),
  CONSTRAINT line_item_quantity_in_range CHECK (quantity BETWEEN 1 AND 10000)
);
CREATE TABLE public.payment (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  invoice_id uuid NOT NULL,
  method public.payment_method NOT NULL,
  amount numeric(12,2) NOT NULL,
  reference text,
  received_on date DEFAULT CURRENT_DATE NOT NULL,
  CONSTRAINT payment_pkey PRIMARY KEY (id),
  CONSTRAINT payment_reference_key UNIQUE (reference),
  CONSTRAINT payment_amount_positive CHECK (amount > 0)
);
CREATE INDEX invoice_customer_id_idx ON public.invoice USING btree (customer_id);
CREATE INDEX invoice_issued_at_idx ON public.invoice USING btree (issued_at);
CREATE INDEX payment_invoice_id_idx ON public.payment USING btree (invoice_id);
ALTER TABLE public.invoice ADD CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer (id) ON DELETE RESTRICT;
ALTER TABLE public.line_item ADD CONSTRAINT line_item_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice (id) ON DELETE CASCADE;
ALTER TABLE public.payment ADD CONSTRAINT payment_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice (id);
COMMENT ON COLUMN public.customer.email IS 'Where invoices are sent; one customer per address.';
COMMENT ON COLUMN public.payment.reference IS 'What the bank calls it; a payment is booked once.';
COMMENT ON TABLE public.customer IS 'Somebody who is billed.';
COMMENT ON TABLE public.invoice IS 'A request for payment. Its total is the sum of its lines,
kept here because a sent invoice must not change with a price list.';
COMMENT ON TABLE public.line_item IS 'One line of an invoice; lines are numbered from 1.';
