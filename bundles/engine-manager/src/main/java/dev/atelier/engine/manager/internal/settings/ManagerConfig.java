package dev.atelier.engine.manager.internal.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the engine manager. A method name is the setting's name, dots as {@code _}, dashes as {@code $_$}. */
@ObjectClassDefinition(name = "Engines", description = "How engines are replaced while the worker works")
public @interface ManagerConfig {
    @AttributeDefinition(
            name = "Drain deadline (s)",
            description = "How long jobs of a replaced engine may go on before they are called back",
            min = "0",
            max = "86400")
    int engines_drain__secs() default 600;

    @AttributeDefinition(
            name = "Start limit (s)",
            description = "How long a new engine may take to start",
            min = "1",
            max = "3600")
    int engines_start__timeout__secs() default 30;

    @AttributeDefinition(
            name = "Self-test limit (s)",
            description = "How long the self-test of a new engine may take",
            min = "1",
            max = "3600")
    int engines_self__test__timeout__secs() default 60;

    @AttributeDefinition(
            name = "Probation (s)",
            description = "How long a new version is watched after a swap; 0 turns watching off",
            min = "0",
            max = "86400")
    int engines_probation__secs() default 120;

    @AttributeDefinition(
            name = "Probation error rate (%)",
            description = "A new version that fails more of its jobs than this is rolled back",
            min = "0",
            max = "100")
    int engines_probation__error__percent() default 5;

    @AttributeDefinition(
            name = "Probation jobs",
            description = "The error rate counts from this many jobs on",
            min = "1",
            max = "100000")
    int engines_probation__min__jobs() default 5;

    @AttributeDefinition(
            name = "Soak (s)",
            description = "How long a replaced version stays loaded for a quick roll-back",
            min = "0",
            max = "604800")
    int engines_soak__secs() default 3600;

    @AttributeDefinition(
            name = "Catalogues",
            description = "Folders and https addresses of lists of available engines, separated by spaces",
            required = false)
    String engines_catalogues() default "";

    @AttributeDefinition(
            name = "Deploy folder",
            description = "Whether bundles dropped into the deploy folder are installed")
    boolean deploy_enabled() default true;

    @AttributeDefinition(
            name = "Unsigned bundles in the deploy folder",
            description = "Whether bundles without a signature are let in there")
    boolean deploy_allow$_$unsigned() default false;
}
