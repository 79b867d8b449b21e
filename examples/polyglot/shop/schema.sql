create table reviews (
  id uuid primary key,
  sku text not null,
  customer text not null,
  stars integer not null,
  text text not null
);

create table invitations (
  order_id text primary key
);

create table shipments (
  order_id text primary key,
  label text
);
