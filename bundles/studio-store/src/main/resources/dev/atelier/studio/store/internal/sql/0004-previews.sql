-- The beginning of the prompt, so that lists need not read whole tasks.
alter table jobs add column if not exists preview varchar(400);
