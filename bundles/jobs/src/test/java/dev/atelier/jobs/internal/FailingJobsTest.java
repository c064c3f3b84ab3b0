package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailingJobsTest {
    private final Path root;

    FailingJobsTest(@TempDir Path root) {
        this.root = root;
    }

    private Workshop workshop(int slots) {
        return Workshop.with(root, slots, 100);
    }

    @Test
    void whatAnEngineThrowsEndsItsJobAndCountsAgainstIt() throws Exception {
        try (var shop = workshop(1)) {
            for (FakeEngines.Work crash : List.<FakeEngines.Work>of(
                    (job, context) -> {
                        throw new IllegalStateException("boom");
                    },
                    (job, context) -> {
                        throw new NoClassDefFoundError("boom");
                    },
                    (job, context) -> {
                        throw EngineException.failed("boom", null);
                    })) {
                shop.engines.work = crash;

                var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

                assertThat(failed.retryable()).isTrue();
                assertThat(failed.reason()).contains("boom");
            }
            assertThat(shop.engines.faults).containsExactly(true, true, true);
        }
    }

    @Test
    void whatACallerDidWrongDoesNotCountAgainstTheEngine() throws Exception {
        try (var shop = workshop(1)) {
            shop.engines.work = (job, context) -> {
                throw EngineException.cannotServe("fake", Kind.LLM);
            };

            var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

            assertThat(failed.code()).isEqualTo("cannot_serve");
            assertThat(failed.retryable()).isFalse();
            assertThat(shop.engines.faults).containsExactly(false);
        }
    }

    @Test
    void anEngineThatGoesBetweenAdmissionAndLeaseFailsTheJob() throws Exception {
        try (var shop = workshop(1)) {
            shop.engines.leasable = false;

            var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

            assertThat(failed.code()).isEqualTo("no_engine");
            assertThat(failed.retryable()).isFalse();
            assertThat(shop.jobs.busy()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"nobody, UNKNOWN_MODEL", "off, MODEL_DISABLED", "picture, WRONG_KIND", "orphan, NO_ENGINE"})
    void refusesWhatCannotWork(String model, JobRefused.Reason reason) {
        try (var shop = workshop(1)) {
            var task = Task.Llm.of(List.of(new Task.Message("user", "x")));

            assertThatThrownBy(() ->
                            shop.jobs.enqueue(new Jobs.Request(null, model, null, task, JobRecord.Source.LOCAL, null)))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
            assertThat(shop.jobs.board().all()).isEmpty();
        }
    }
}
