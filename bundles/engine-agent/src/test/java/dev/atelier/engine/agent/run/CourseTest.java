package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CourseTest {
    private static final List<Stage> GOOD = List.of(
            Stage.WORKTREE,
            Stage.SECRETS,
            Stage.IMAGE,
            Stage.STARTING,
            Stage.RUNNING,
            Stage.WAITING_INPUT,
            Stage.RUNNING,
            Stage.COLLECTING,
            Stage.REPORTING,
            Stage.CLEANUP,
            Stage.SUCCEEDED);

    private final Course course = new Course();

    private static AgentFailure because(ErrorCode code) {
        return new AgentFailure(code, "because");
    }

    private void reach(Stage wanted) {
        for (Stage next : GOOD) {
            if (course.stage() == wanted) {
                return;
            }
            course.to(next);
        }
    }

    @Test
    void aGoodRunTakesItsStepsInOrder() {
        assertThat(GOOD).allSatisfy(next -> assertThat(course.to(next)).isTrue());
        assertThat(course.cause()).isEmpty();
    }

    @Test
    void noStepIsLeftOut() {
        assertThat(course.to(Stage.SECRETS)).isFalse();
        assertThat(course.to(Stage.RUNNING)).isFalse();
        assertThat(course.to(Stage.SUCCEEDED)).isFalse();
        assertThat(course.stage()).isEqualTo(Stage.RECEIVED);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECEIVED", "WORKTREE", "SECRETS", "IMAGE", "STARTING", "RUNNING", "WAITING_INPUT"})
    void whateverItIsAtItCanBeEndedAndIsCleanedUp(Stage at) {
        reach(at);

        assertThat(course.end(because(ErrorCode.TASK_CANCELLED))).isTrue();

        assertThat(Stream.of(Stage.values()).filter(Stage::isOpen))
                .allSatisfy(next -> assertThat(course.to(next)).isFalse());
        assertThat(course.to(Stage.COLLECTING)).isTrue();
        assertThat(course.to(Stage.REPORTING)).isTrue();
        assertThat(course.to(Stage.CLEANUP)).isTrue();
        assertThat(course.to(Stage.lastAfter(ErrorCode.TASK_CANCELLED))).isTrue();
        assertThat(course.stage()).isEqualTo(Stage.CANCELLED);
    }

    @Test
    void whatIsToldAfterTheEndIsToldToNobody() {
        reach(Stage.COLLECTING);

        assertThat(course.end(because(ErrorCode.TASK_TIMEOUT))).isFalse();
        assertThat(course.to(Stage.RUNNING)).isFalse();
        assertThat(course.cause()).isEmpty();
    }

    @RepeatedTest(20)
    void theFirstCauseCounts() throws Exception {
        reach(Stage.RUNNING);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> ends = Stream.of(
                        ErrorCode.TASK_TIMEOUT, ErrorCode.TASK_CANCELLED, ErrorCode.CONTAINER_LOST)
                .map(code -> threads.submit(() -> {
                    go.await();
                    return course.end(because(code));
                }))
                .toList();
        go.countDown();
        int first = 0;
        for (Future<Boolean> end : ends) {
            first += end.get() ? 1 : 0;
        }
        threads.shutdown();

        assertThat(first).isEqualTo(1);
        assertThat(course.cause()).isPresent();
    }
}
