package dev.atelier.containers.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whose containers are whose, told by labels. Labels carry neither secrets nor prompts. */
public record Ownership(String worker, String instance) {
    public static final String MANAGED = "dev.delidev.managed";
    public static final String WORKER = "dev.delidev.worker";
    public static final String INSTANCE = "dev.delidev.instance";
    public static final String TASK = "dev.delidev.task";
    public static final String SESSION = "dev.delidev.session";
    public static final String EXPIRES = "dev.delidev.expires";

    /** The labels of one container; whoever finds it after {@code expires} may remove it. */
    public Map<String, String> labels(String task, String session, Instant expires) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED, "true");
        labels.put(WORKER, worker);
        labels.put(INSTANCE, instance);
        labels.put(TASK, task);
        labels.put(SESSION, session);
        labels.put(EXPIRES, expires.toString());
        return labels;
    }
}
