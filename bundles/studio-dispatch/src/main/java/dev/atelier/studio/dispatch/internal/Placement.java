package dev.atelier.studio.dispatch.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue.Failed;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Capabilities.Presence;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Which worker may take which job. The conditions stand in the order in which people are told of them. */
final class Placement {
    /** A job, as the conditions see it. */
    record Wanted(JobClass needs, Set<Long> refusedBy) {}

    private record Condition(
            String name,
            BiPredicate<Candidate, Wanted> holds,
            BiFunction<Candidate, Wanted, String> need,
            BiFunction<Candidate, Wanted, String> have) {}

    private static final List<Condition> CONDITIONS = List.of(
            new Condition(
                    "connected",
                    (worker, job) -> worker.connected(),
                    (worker, job) -> "a session with this studio",
                    (worker, job) -> "not connected"),
            new Condition(
                    "enabled",
                    (worker, job) -> worker.enabled(),
                    (worker, job) -> "enabled by the operator",
                    (worker, job) -> "disabled"),
            // Of a worker that is not here, only what lasts is told.
            new Condition(
                    "auto_enabled",
                    (worker, job) ->
                            !worker.connected() || worker.capabilities().autoEnabled(),
                    (worker, job) -> "claiming",
                    (worker, job) -> "paused on the machine"),
            new Condition(
                    "idle",
                    (worker, job) -> worker.busyWith() == null,
                    (worker, job) -> "no job",
                    (worker, job) -> "works on " + worker.busyWith()),
            new Condition(
                    "kind",
                    (worker, job) -> kind(worker.capabilities(), job.needs()),
                    (worker, job) -> job.needs().kind().wireName(),
                    (worker, job) -> words(kinds(worker.capabilities()).stream()
                            .map(Kind::wireName)
                            .toList())),
            new Condition(
                    "vram",
                    (worker, job) -> vram(worker.capabilities(), job.needs()),
                    (worker, job) -> gigabytes(job.needs().vramGb()),
                    (worker, job) -> gigabytes(worker.capabilities().vramThresholdGb())),
            new Condition(
                    "heartbeat",
                    (worker, job) -> !worker.connected() || worker.silent().compareTo(worker.stale()) < 0,
                    (worker, job) -> "a heartbeat within the last "
                            + seconds(worker.stale().toMillis()),
                    (worker, job) -> "silent for " + seconds(worker.silent().toMillis())),
            new Condition(
                    "presence",
                    (worker, job) -> !worker.connected() || away(worker.capabilities()),
                    (worker, job) -> "nobody at the machine",
                    (worker, job) -> present(worker.capabilities())),
            new Condition(
                    "engine",
                    (worker, job) -> engine(worker.capabilities(), job.needs()),
                    (worker, job) ->
                            job.needs().engine() + " for " + job.needs().model(),
                    (worker, job) ->
                            words(models(worker.capabilities(), job.needs().kind()))),
            new Condition(
                    "refused",
                    (worker, job) -> !job.refusedBy().contains(worker.session()),
                    (worker, job) -> "a worker that has not turned the job down",
                    (worker, job) -> "turned it down"));

    private Placement() {}

    static List<Failed> failed(Candidate worker, Wanted job) {
        return CONDITIONS.stream()
                .filter(condition -> !condition.holds().test(worker, job))
                .map(condition -> new Failed(
                        condition.name(),
                        condition.need().apply(worker, job),
                        condition.have().apply(worker, job)))
                .toList();
    }

    /** What only changes with the worker's capabilities: remembered for each class of jobs. */
    static boolean fits(Capabilities worker, JobClass needs) {
        return kind(worker, needs) && vram(worker, needs) && engine(worker, needs);
    }

    /** What does not depend on the job, apart from being idle and heard of. */
    static boolean open(boolean enabled, Capabilities worker) {
        return enabled && worker.autoEnabled() && away(worker);
    }

    static boolean kind(Capabilities worker, JobClass needs) {
        return kinds(worker).contains(needs.kind());
    }

    static boolean vram(Capabilities worker, JobClass needs) {
        return worker.vramThresholdGb() >= needs.vramGb();
    }

    static boolean engine(Capabilities worker, JobClass needs) {
        List<String> models = models(worker, needs.kind());
        return models.isEmpty()
                || models.contains(needs.engine())
                || models.contains(needs.model())
                || models.contains(needs.engine() + ":*");
    }

    static String gigabytes(double amount) {
        return BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString() + " GB";
    }

    /** Workers from before there were kinds made pictures; one without kinds and without models makes nothing. */
    private static List<Kind> kinds(Capabilities worker) {
        return worker.taskKinds().isEmpty() && !worker.supportedModels().isEmpty()
                ? List.of(Kind.IMAGE)
                : worker.taskKinds();
    }

    private static List<String> models(Capabilities worker, Kind kind) {
        return worker.modelsPerKind().getOrDefault(kind, List.of());
    }

    private static boolean away(Capabilities worker) {
        return !worker.onlyWhenIdle() || worker.userPresence() == Presence.IDLE;
    }

    private static String present(Capabilities worker) {
        return worker.userPresence() == null ? "not known whether somebody is there" : "somebody is there";
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static String words(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
