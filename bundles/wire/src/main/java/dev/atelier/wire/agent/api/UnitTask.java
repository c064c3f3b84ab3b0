package dev.atelier.wire.agent.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of work as its user sees it. */
public record UnitTask(
        String id,
        String repositoryGroupId,
        String agentTaskId,
        String prompt,
        @Nullable String title,
        @Nullable String branchName,
        @Nullable String linkedPrUrl,
        @Nullable String baseCommit,
        @Nullable String endCommit,
        List<String> autoFixTaskIds,
        Status status,
        Instant createdAt,
        Instant updatedAt) {
    public UnitTask {
        autoFixTaskIds = List.copyOf(autoFixTaskIds);
    }

    public enum Status {
        IN_PROGRESS,
        IN_REVIEW,
        APPROVED,
        PR_OPEN,
        DONE,
        REJECTED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Status> of(String wireName) {
            return Arrays.stream(values())
                    .filter(status -> status.wireName().equals(wireName))
                    .findFirst();
        }
    }
}
