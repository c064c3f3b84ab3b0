package dev.atelier.runtime.api;

/** This version of a bundle is here. */
public record ConfigBundleAvailability(ConfigBundleRef reference, ConfigBundleSummary summary) {}
