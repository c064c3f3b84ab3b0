package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LineTest {
    private final Line line = new Line();

    private String next() {
        Waiting job = line.next(needs -> true, each -> true);
        return job == null ? "" : Objects.requireNonNull(line.take(job.id())).id();
    }

    private List<String> drain() {
        List<String> order = new ArrayList<>();
        for (String id = next(); !id.isEmpty(); id = next()) {
            order.add(id);
        }
        return order;
    }

    private void add(String id, long seq, int priority, String owner) {
        line.add(Samples.waiting(id, seq, priority, owner));
    }

    @Test
    void higherPrioritiesGoFirstAndEqualsByAge() {
        add("low", 1, 0, "");
        add("plain", 2, 0, "");
        add("high-1", 3, 10, "");
        add("mid", 4, 5, "");
        add("high-2", 5, 10, "");

        assertThat(drain()).containsExactly("high-1", "high-2", "mid", "low", "plain");
    }

    @Test
    void aJobThatComesBackStandsWhereItStood() {
        add("one", 1, 0, "");
        add("two", 2, 0, "");
        Waiting one = Objects.requireNonNull(line.take("one"));

        line.add(one);

        assertThat(drain()).containsExactly("one", "two");
    }

    @Test
    void ownersTakeTurnsSoThatManyJobsOfOneDoNotStarveAnother() {
        for (int i = 0; i < 10_000; i++) {
            add("bulk-" + i, i, 0, "bulk");
        }
        add("mine-1", 20_000, 0, "me");
        add("mine-2", 20_001, 0, "me");
        add("yours", 20_002, 0, "you");

        assertThat(List.of(next(), next(), next(), next(), next(), next()))
                .containsExactly("bulk-0", "mine-1", "yours", "bulk-1", "mine-2", "bulk-2");
    }

    @Test
    void anOwnerWhoComesOneJobAtATimeDoesNotStarveTheOthers() {
        add("bulk-0", 0, 0, "bulk");
        add("bulk-1", 1, 0, "bulk");
        add("bulk-2", 2, 0, "bulk");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            add("mine-" + i, 10 + i, 0, "me");
            order.add(next());
        }

        assertThat(order).containsExactly("bulk-0", "mine-0", "bulk-1", "mine-1", "bulk-2");
    }

    @Test
    void jobsThatFitPassThoseThatDoNot() {
        line.add(Samples.waiting("big", 1, 5, "a", 80));
        line.add(Samples.waiting("small", 2, 0, "b", 8));

        Waiting job = line.next(needs -> needs.vramGb() <= 12, each -> true);

        assertThat(job).isNotNull().extracting(Waiting::id).isEqualTo("small");
        assertThat(line.next(needs -> needs.vramGb() <= 1, each -> true)).isNull();
        assertThat(line.next(needs -> true, each -> !each.id().equals("big")))
                .extracting(each -> Objects.requireNonNull(each).id())
                .isEqualTo("small");
    }

    @Test
    void aJobIsInTheLineOnceAndGoneWhenRemoved() {
        add("one", 1, 0, "");
        add("one", 1, 0, "");

        assertThat(line.size()).isEqualTo(1);
        assertThat(line.remove("one")).isNotNull();
        assertThat(line.remove("one")).isNull();
        assertThat(drain()).isEmpty();
        assertThat(line.ids()).isEmpty();
    }

    @Test
    void jobsAlikeShareWhatTheyHaveAlike() {
        Waiting one = line.add(Samples.waiting("one", 1, 0, "owner"));
        Waiting two = line.add(Samples.waiting("two", 2, 0, String.join("n", "ow", "er")));

        assertThat(two.needs()).isSameAs(one.needs());
        assertThat(two.owner()).isSameAs(one.owner());
    }

    /** The position promised is the position kept, whatever the mixture. */
    @Test
    void aheadIsHowManyGoBefore() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Line mixed = new Line();
            int jobs = 1 + random.nextInt(40);
            for (int i = 0; i < jobs; i++) {
                mixed.add(
                        Samples.waiting("j" + i, i, random.nextInt(3), "o" + random.nextInt(4), 1 + random.nextInt(3)));
                if (random.nextInt(4) == 0) {
                    mixed.take("j" + random.nextInt(i + 1));
                }
            }
            List<Long> promised = new ArrayList<>();
            List<Waiting> order = new ArrayList<>();
            List<String> ids = List.copyOf(mixed.ids());
            Map<String, Long> ahead = new HashMap<>();
            ids.forEach(id -> ahead.put(id, mixed.ahead(Objects.requireNonNull(mixed.find(id)))));
            for (Waiting job = mixed.next(n -> true, e -> true); job != null; job = mixed.next(n -> true, e -> true)) {
                mixed.take(job.id());
                order.add(job);
                promised.add(ahead.get(job.id()));
            }
            assertThat(promised).containsExactlyElementsOf(numbers(order.size()));
            assertThat(order).extracting(Waiting::id).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private static List<Long> numbers(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** Bounds are generous for a starved machine; what they catch is a walk through the whole line. */
    @Test
    void aHundredThousandJobsAndAThousandWorkersAreQuick() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            line.add(Samples.waiting("j" + i, i, random.nextInt(3), "o" + random.nextInt(20), 1 + random.nextInt(12)));
        }
        long began = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            double threshold = i % 12;
            Waiting job = line.next(needs -> needs.vramGb() <= threshold, each -> !each.refusedBy()
                    .equals(Set.of(1L)));
            if (job != null) {
                line.take(job.id());
                line.ahead(job);
            }
        }
        double perStep = (System.nanoTime() - began) / 20_000.0;

        assertThat(perStep).isLessThan(500_000);
    }
}
