package dev.atelier.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource.Defaults;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.onnx.picture.Painter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void keepsTheModelForTheNextJob() throws Exception {
        try (Shelf shelf = shelf(Duration.ofHours(1))) {
            use(shelf, "a");
            use(shelf, "a");
            assertThat(events).containsExactly("open a");

            use(shelf, "b");
            assertThat(events).containsExactly("open a", "close a", "open b");
        }
        assertThat(events).endsWith("close b");
    }

    @Test
    void letsGoOfAModelNobodyComesFor() throws Exception {
        try (Shelf shelf = shelf(Duration.ofMillis(1))) {
            use(shelf, "a");

            await().until(() -> !shelf.keeps());
            assertThat(events).containsExactly("open a", "close a");
        }
    }

    @Test
    void doesNotKeepWhatIsSpoiled() throws Exception {
        try (Shelf shelf = shelf(Duration.ofHours(1))) {
            try (Shelf.Loan loan = shelf.take(place("a"))) {
                loan.spoil();
            }
            assertThat(events).containsExactly("open a", "close a");
        }
    }

    @Test
    void isClosedOnlyAfterTheLastJob() throws Exception {
        Shelf shelf = shelf(Duration.ofHours(1));
        Shelf.Loan loan = shelf.take(place("a"));

        shelf.close();
        assertThat(events).containsExactly("open a");

        loan.close();
        assertThat(events).containsExactly("open a", "close a");
    }

    @Test
    void aSecondJobAtTheSameTimeHasAModelOfItsOwn() throws Exception {
        try (Shelf shelf = shelf(Duration.ofHours(1));
                Shelf.Loan first = shelf.take(place("a"))) {
            use(shelf, "a");

            assertThat(events).containsExactly("open a", "open a", "close a");
            assertThat(first.painter()).isNotNull();
        }
    }

    private static void use(Shelf shelf, String model) throws EngineException {
        try (Shelf.Loan loan = shelf.take(place(model))) {
            assertThat(loan.painter()).isNotNull();
        }
    }

    private static Place place(String model) {
        return new Place(Path.of(model), 1);
    }

    private Shelf shelf(Duration idle) {
        return new Shelf(
                place -> {
                    events.add("open " + place.path());
                    return new Painter() {
                        @Override
                        public EngineResult paint(Task.Image task, Defaults defaults, JobContext context) {
                            return new EngineResult.Json("");
                        }

                        @Override
                        public void load(JobContext context) {}

                        @Override
                        public void close() {
                            events.add("close " + place.path());
                        }
                    };
                },
                idle);
    }
}
