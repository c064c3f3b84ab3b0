package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** The program over one home, killed and started again; whoever works with it learns when its answer means nothing. */
final class SoakedProcess implements AutoCloseable {
    private static final Map<String, String> ENVIRONMENT = Map.of("ATELIER_JOB_SLOTS", "4");

    private final Path home;
    private final Map<String, String> environment;
    private volatile Life life;

    /** One process from its start to its kill. */
    record Life(Atelier atelier, AtomicBoolean doomed) {}

    /** Something done with one process. */
    interface Work {
        void with(Atelier atelier) throws Exception;
    }

    private SoakedProcess(Path home, Map<String, String> more) throws Exception {
        this.home = home;
        this.environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(more);
        this.life = begin();
    }

    static SoakedProcess start(Path home) throws Exception {
        return start(home, Map.of());
    }

    static SoakedProcess start(Path home, Map<String, String> more) throws Exception {
        return new SoakedProcess(home, more);
    }

    private Life begin() throws Exception {
        Atelier atelier = Atelier.start(home, environment, "run");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        atelier.open(atelier.origin() + "/readyz").statusCode())
                .isEqualTo(200));
        return new Life(atelier, new AtomicBoolean());
    }

    Life now() {
        return life;
    }

    void install(String source) throws Exception {
        HttpResponse<byte[]> answer = askToInstall(life.atelier(), source);
        assertThat(answer.statusCode()).isEqualTo(202);
        String operation =
                Atelier.JSON.readTree(answer.body()).path("operationId").asText();
        assertThat(Samples.operation(life.atelier(), operation).path("state").asText())
                .isEqualTo("done");
    }

    static HttpResponse<byte[]> askToInstall(Atelier atelier, String source) throws Exception {
        return atelier.call("POST", "/engines", Map.of("source", source, "allowUnsigned", true));
    }

    void killAndStart() throws Exception {
        Life last = life;
        last.doomed().set(true);
        last.atelier().kill();
        life = begin();
    }

    /**
     * Does this with the process there is.
     *
     * @return false when a kill came in between; then whatever went wrong is nobody's fault, and the next one is awaited
     */
    boolean whole(SoakTally tally, Work work) {
        Life mine = life;
        try {
            work.with(mine.atelier());
            return true;
        } catch (Exception | AssertionError e) {
            if (!mine.doomed().get()) {
                tally.trouble(String.valueOf(e));
                return true;
            }
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !life.equals(mine));
            return false;
        }
    }

    @Override
    public void close() {
        life.atelier().close();
    }
}
