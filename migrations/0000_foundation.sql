CREATE SEQUENCE "public"."read_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "api_token" (
	"org_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"name" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_token_org_id_secret_hash_pk" PRIMARY KEY("org_id","secret_hash")
);
--> statement-breakpoint
CREATE TABLE "app_session" (
	"org_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "app_session_org_id_secret_hash_pk" PRIMARY KEY("org_id","secret_hash")
);
--> statement-breakpoint
CREATE TABLE "call_slots" (
	"org_id" text NOT NULL,
	"holder" text NOT NULL,
	"slots" integer NOT NULL,
	"heavy" integer NOT NULL,
	"wants" integer NOT NULL,
	"wants_heavy" integer NOT NULL,
	"since_ms" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "call_slots_org_id_holder_pk" PRIMARY KEY("org_id","holder")
);
--> statement-breakpoint
CREATE TABLE "credit_minute" (
	"org_id" text NOT NULL,
	"purpose" text NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"credits" integer NOT NULL,
	"calls" integer NOT NULL,
	CONSTRAINT "credit_minute_org_id_purpose_minute_pk" PRIMARY KEY("org_id","purpose","minute")
);
--> statement-breakpoint
CREATE TABLE "crm_limit" (
	"org_id" text NOT NULL,
	"refreshed_at_ms" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"refresh_held_until_ms" bigint,
	"narrowed_to" integer,
	"narrowed_at_ms" bigint,
	CONSTRAINT "crm_limit_org_id_pk" PRIMARY KEY("org_id")
);
--> statement-breakpoint
CREATE TABLE "crm_account" (
	"org_id" text NOT NULL,
	"account_id" text NOT NULL,
	"name" text,
	"modified_at" timestamp with time zone,
	CONSTRAINT "crm_account_org_id_account_id_pk" PRIMARY KEY("org_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "crm_field" (
	"org_id" text NOT NULL,
	"module" text NOT NULL,
	"api_name" text NOT NULL,
	"label" text NOT NULL,
	"data_type" text NOT NULL,
	"is_custom" boolean NOT NULL,
	"is_writable" boolean NOT NULL,
	"options" jsonb NOT NULL,
	CONSTRAINT "crm_field_org_id_module_api_name_pk" PRIMARY KEY("org_id","module","api_name")
);
--> statement-breakpoint
CREATE TABLE "crm_pipeline" (
	"org_id" text NOT NULL,
	"pipeline_id" text NOT NULL,
	"layout_id" text NOT NULL,
	"actual_value" text NOT NULL,
	"display_value" text NOT NULL,
	"is_default" boolean NOT NULL,
	"stages" jsonb NOT NULL,
	CONSTRAINT "crm_pipeline_org_id_pipeline_id_pk" PRIMARY KEY("org_id","pipeline_id")
);
--> statement-breakpoint
CREATE TABLE "crm_role" (
	"org_id" text NOT NULL,
	"role_id" text NOT NULL,
	"name" text NOT NULL,
	"reports_to" text,
	"shares_with_peers" boolean NOT NULL,
	CONSTRAINT "crm_role_org_id_role_id_pk" PRIMARY KEY("org_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "crm_stage" (
	"org_id" text NOT NULL,
	"actual_value" text NOT NULL,
	"stage_id" text,
	"display_value" text NOT NULL,
	"probability" integer,
	"outcome" text NOT NULL,
	"forecast_category" text,
	"position" integer NOT NULL,
	"is_used" boolean NOT NULL,
	CONSTRAINT "crm_stage_org_id_actual_value_pk" PRIMARY KEY("org_id","actual_value")
);
--> statement-breakpoint
CREATE TABLE "crm_user" (
	"org_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"is_active" boolean NOT NULL,
	"is_administrator" boolean NOT NULL,
	"role_id" text,
	"profile_name" text,
	"reports_to" text,
	"time_zone" text,
	CONSTRAINT "crm_user_org_id_user_id_pk" PRIMARY KEY("org_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "currency_rate" (
	"org_id" text NOT NULL,
	"currency" text NOT NULL,
	"valid_from" date NOT NULL,
	"rate" numeric(24,12) NOT NULL,
	"is_home" boolean NOT NULL,
	"is_active" boolean NOT NULL,
	CONSTRAINT "currency_rate_org_id_currency_valid_from_pk" PRIMARY KEY("org_id","currency","valid_from")
);
--> statement-breakpoint
CREATE TABLE "deal" (
	"org_id" text NOT NULL,
	"deal_id" text NOT NULL,
	"name" text,
	"account_id" text,
	"owner_id" text,
	"pipeline" text,
	"stage" text,
	"amount" numeric(20,4),
	"currency" text,
	"exchange_rate" numeric(24,12),
	"reporting_amount" numeric(20,4),
	"probability" integer,
	"closes_on" date,
	"proposal_on" date,
	"po_on" date,
	"kickoff_on" date,
	"invoice_on" date,
	"payment_on" date,
	"revenue_on" date,
	"territory" text,
	"service_line" text,
	"strategic_account" boolean,
	"aws_funded" boolean,
	"created_at" timestamp with time zone,
	"modified_at" timestamp with time zone NOT NULL,
	"seq" bigint NOT NULL,
	"content_hash" text NOT NULL,
	"issues" jsonb NOT NULL,
	"raw" jsonb NOT NULL,
	"source" text NOT NULL,
	"deleted_at" timestamp with time zone,
	"deletion" text,
	CONSTRAINT "deal_org_id_deal_id_pk" PRIMARY KEY("org_id","deal_id")
);
--> statement-breakpoint
CREATE TABLE "deal_version" (
	"org_id" text NOT NULL,
	"deal_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"name" text,
	"account_id" text,
	"owner_id" text,
	"pipeline" text,
	"stage" text,
	"amount" numeric(20,4),
	"currency" text,
	"exchange_rate" numeric(24,12),
	"reporting_amount" numeric(20,4),
	"probability" integer,
	"closes_on" date,
	"proposal_on" date,
	"po_on" date,
	"kickoff_on" date,
	"invoice_on" date,
	"payment_on" date,
	"revenue_on" date,
	"territory" text,
	"service_line" text,
	"strategic_account" boolean,
	"aws_funded" boolean,
	"created_at" timestamp with time zone,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"is_deleted" boolean NOT NULL,
	"changed" jsonb NOT NULL,
	"source" text NOT NULL,
	"origin" text NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "deal_version_org_id_deal_id_seq_pk" PRIMARY KEY("org_id","deal_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"org_id" text NOT NULL,
	"event_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text,
	"action" text NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "audit_event_org_id_event_id_pk" PRIMARY KEY("org_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"holder" text NOT NULL,
	"epoch" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lease_org_id_name_pk" PRIMARY KEY("org_id","name")
);
--> statement-breakpoint
CREATE TABLE "org" (
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"zgid" text NOT NULL,
	"time_zone" text NOT NULL,
	"home_currency" text NOT NULL,
	"multi_currency" boolean NOT NULL,
	"edition" text,
	"deals_sharing" text DEFAULT 'private' NOT NULL,
	"hierarchy_type" text DEFAULT 'Role_Hierarchy' NOT NULL,
	"api_domain" text NOT NULL,
	"accounts_url" text NOT NULL,
	"refresh_token" text NOT NULL,
	"access_token" text,
	"access_token_expires_at" timestamp with time zone,
	"connected_by" text,
	"connected_at" timestamp with time zone NOT NULL,
	"connection_state" text DEFAULT 'ok' NOT NULL,
	"connection_since" timestamp with time zone,
	"connection_message" text DEFAULT '' NOT NULL,
	"error_count" integer DEFAULT 0 NOT NULL,
	"next_sync_at" timestamp with time zone,
	"metadata_read_at" timestamp with time zone,
	"metadata_hash" text,
	"data_version" bigint DEFAULT 0 NOT NULL,
	"live_deals" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "org_org_id_pk" PRIMARY KEY("org_id")
);
--> statement-breakpoint
CREATE TABLE "sync_issue" (
	"org_id" text NOT NULL,
	"issue_id" text NOT NULL,
	"record_id" text,
	"issues" jsonb NOT NULL,
	"raw" jsonb NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sync_issue_org_id_issue_id_pk" PRIMARY KEY("org_id","issue_id")
);
--> statement-breakpoint
CREATE TABLE "sync_range" (
	"org_id" text NOT NULL,
	"run_id" text NOT NULL,
	"range_no" integer NOT NULL,
	"after_id" text NOT NULL,
	"until_id" text NOT NULL,
	"is_done" boolean NOT NULL,
	CONSTRAINT "sync_range_org_id_run_id_range_no_pk" PRIMARY KEY("org_id","run_id","range_no")
);
--> statement-breakpoint
CREATE TABLE "sync_run" (
	"org_id" text NOT NULL,
	"run_id" text NOT NULL,
	"mode" text NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" text,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"retry_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"again_requested" boolean DEFAULT false NOT NULL,
	"phase" text DEFAULT 'plan' NOT NULL,
	"served_from" timestamp with time zone,
	"served_from_here" timestamp with time zone,
	"window_from" timestamp with time zone,
	"cursor_modified_at" timestamp with time zone,
	"cursor_id" text,
	"newest_modified_at" timestamp with time zone,
	"expected" integer,
	"read" integer DEFAULT 0 NOT NULL,
	"applied" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"older" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"deleted" integer DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"resumed" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	CONSTRAINT "sync_run_org_id_run_id_pk" PRIMARY KEY("org_id","run_id"),
	CONSTRAINT "sync_run_counts" CHECK ("sync_run"."read" = "sync_run"."applied" + "sync_run"."unchanged" + "sync_run"."older" + "sync_run"."rejected")
);
--> statement-breakpoint
CREATE TABLE "sync_seen" (
	"org_id" text NOT NULL,
	"run_id" text NOT NULL,
	"deal_id" text NOT NULL,
	CONSTRAINT "sync_seen_org_id_run_id_deal_id_pk" PRIMARY KEY("org_id","run_id","deal_id")
);
--> statement-breakpoint
CREATE TABLE "sync_stream" (
	"org_id" text NOT NULL,
	"stream" text NOT NULL,
	"watermark" timestamp with time zone,
	"as_of" timestamp with time zone,
	"as_of_here" timestamp with time zone,
	CONSTRAINT "sync_stream_org_id_stream_pk" PRIMARY KEY("org_id","stream")
);
--> statement-breakpoint
CREATE TABLE "watch_channel" (
	"org_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"notify_url" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_event_at" timestamp with time zone,
	"received" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "watch_channel_org_id_channel_id_pk" PRIMARY KEY("org_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_event" (
	"org_id" text NOT NULL,
	"event_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"operation" text NOT NULL,
	"deal_ids" jsonb NOT NULL,
	"sent_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "webhook_event_org_id_event_id_pk" PRIMARY KEY("org_id","event_id")
);
--> statement-breakpoint
CREATE INDEX "crm_account_by_name" ON "crm_account" USING btree ("org_id","name");--> statement-breakpoint
CREATE INDEX "deal_live_by_modified" ON "deal" USING btree ("org_id","modified_at","deal_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deal_live_by_owner" ON "deal" USING btree ("org_id","owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "deal_version_current" ON "deal_version" USING btree ("org_id","deal_id") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "deal_version_by_time" ON "deal_version" USING btree ("org_id","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_run_one_active" ON "sync_run" USING btree ("org_id") WHERE state in ('running', 'interrupted');--> statement-breakpoint
CREATE UNIQUE INDEX "sync_run_one_queued" ON "sync_run" USING btree ("org_id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "sync_run_by_time" ON "sync_run" USING btree ("org_id","requested_at");--> statement-breakpoint
CREATE INDEX "webhook_event_open" ON "webhook_event" USING btree ("org_id","received_at") WHERE done_at is null;