package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.tck.fixture.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a start finds, what a stop leaves, and what others do to the bundles in between. */
class RestartTest extends OneWorker {
    @Test
    void comesBackAfterARestartEvenWithoutItsCache() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));
        worker.close();
        delete(root.resolve("cache"));

        aWorker();

        assertThat(worker.serving("paint")).isEqualTo("1.1.0");
        assertThat(worker.versions("paint")).containsExactly("1.1.0 active", "1.0.0 retired");
        assertThat(worker.operations().operations()).hasSize(2);
        assertThat(worker.end(worker.operations().rollback("paint", "test")).state())
                .isEqualTo(Operation.State.DONE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void showsAnEngineWhoseBundleSomebodyElseStoppedAndTakesItBack() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        var bundle = Arrays.stream(worker.framework.getBundleContext().getBundles())
                .filter(b -> b.getLocation().startsWith("engine:"))
                .findFirst()
                .orElseThrow();

        bundle.stop();
        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.FAILED);
        bundle.start();

        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.ACTIVE);
    }

    @Test
    void saysOnceItsEnginesHaveHadTheirFirstStart() throws Exception {
        aWorker();

        assertThat(worker.framework.getBundleContext().getServiceReferences(Supplier.class, "(atelier.ready=engines)"))
                .hasSize(1);
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));

        worker.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("engine-manager-operation")
                        || t.getName().startsWith("engine-manager-soak")
                        || t.getName().startsWith("engine-manager-deploy")));
        aWorker();
    }
}
