package dev.atelier.studio.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(
        name = "Studio store",
        description = "Where the studio keeps its queue and results, and for how long")
public @interface StoreConfig {
    @AttributeDefinition(
            name = "Database",
            description = "A PostgreSQL database such as postgresql://host:5432/name, for several studios on one queue."
                    + " Empty: a file of its own, no server needed. Takes effect at the next start.")
    String studio_db_url() default "";

    @AttributeDefinition(name = "Database user", description = "Empty: as the address says.")
    String studio_db_user() default "";

    @AttributeDefinition(name = "Database password file", description = "A file that holds nothing but the password.")
    String studio_db_password__file() default "";

    @AttributeDefinition(
            name = "S3 endpoint",
            description = "An S3-compatible object store for results, such as https://s3.example:9000."
                    + " Empty: results are files. Takes effect at the next start.")
    String studio_results_s3_endpoint() default "";

    @AttributeDefinition(name = "S3 bucket", description = "It must exist.")
    String studio_results_s3_bucket() default "";

    @AttributeDefinition(name = "S3 region", description = "What requests are signed for.")
    String studio_results_s3_region() default "us-east-1";

    @AttributeDefinition(name = "S3 prefix", description = "What the names of results begin with, such as atelier/.")
    String studio_results_s3_prefix() default "";

    @AttributeDefinition(name = "S3 access key", description = "Its id; the secret is in the file.")
    String studio_results_s3_access__key() default "";

    @AttributeDefinition(
            name = "S3 secret key file",
            description = "A file that holds nothing but the secret access key.")
    String studio_results_s3_secret__key__file() default "";

    @AttributeDefinition(
            name = "Days finished jobs are kept",
            description = "Older ones go, with their results. 0 keeps them.",
            min = "0",
            max = "36500")
    int studio_retention__days() default 0;

    @AttributeDefinition(
            name = "Space for results (GB)",
            description = "The oldest finished jobs go, with their results, when all need more than this. 0: no bound.",
            min = "0",
            max = "1000000")
    double studio_results__max__gb() default 0;

    @AttributeDefinition(
            name = "Log lines of a worker",
            description = "How many of the newest lines of each worker are kept.",
            min = "100",
            max = "1000000")
    int studio_logs__per__worker() default 5000;
}
