package dev.atelier.settings.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The worker's own settings, described. Their values are read through the engine, so this is never instantiated. */
@ObjectClassDefinition(
        pid = "dev.atelier.worker",
        name = "Worker",
        description = "How this machine takes part in a studio's work")
@interface WorkerConfig {
    @AttributeDefinition(
            name = "Studio address",
            description = "Base URL of the studio to work for; without one the worker serves this machine only",
            required = false)
    String api__base__url();

    @AttributeDefinition(
            name = "Memory threshold (GB)",
            description = "Jobs that need more GPU memory than this are not taken",
            min = "0")
    double vram__threshold__gb() default 12.0;

    @AttributeDefinition(name = "Start minimised", description = "Open without a window where there is a desktop")
    boolean start__minimised() default true;

    @AttributeDefinition(
            name = "Only when idle",
            description = "Take the studio's work only while nobody uses this machine")
    boolean only__when__idle() default false;

    @AttributeDefinition(name = "Update by itself", description = "Install newer versions when they appear")
    boolean auto__update__enabled() default true;

    @AttributeDefinition(
            name = "Update interval (s)",
            description = "Seconds between two looks for a newer version",
            min = "60")
    int auto__update__interval__secs() default 1800;

    @AttributeDefinition(name = "Update feed", description = "Where newer versions are announced", required = false)
    String auto__update__feed();

    @AttributeDefinition(name = "Preview versions", description = "Also install versions that are not final")
    boolean auto__update__prerelease() default false;

    @AttributeDefinition(name = "Models folder", description = "Where model files are kept; ~ is your home directory")
    String models__root() default "~/models";

    @AttributeDefinition(
            name = "Reconnect attempts",
            description = "How often a lost studio is tried again; 0 is for ever",
            min = "0")
    int ws__reconnect__attempts() default 0;

    @AttributeDefinition(
            name = "Local API port",
            description = "Port of the local API on this machine; 0 is any free one. Applies at the next start",
            min = "0",
            max = "65535")
    int local__api__port() default 4787;
}
