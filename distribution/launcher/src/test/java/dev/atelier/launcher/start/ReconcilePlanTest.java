package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.start.ReconcilePlan.Identity;
import dev.atelier.launcher.start.ReconcilePlan.Installed;
import dev.atelier.launcher.start.ReconcilePlan.Recorded;
import dev.atelier.launcher.start.ReconcilePlan.Wanted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcilePlanTest {
    private static final String JOBS = "reference:file:/repo/jobs.jar";
    private static final Wanted WANTED = new Wanted(JOBS, "aa", 5);
    private static final Identity SHIPPED = new Identity("jobs", "1.0.0", 1000);

    @Test
    void keepsWhatIsStillAsItWasInstalled() {
        ReconcilePlan plan = plan(WANTED, SHIPPED, new Recorded("aa", SHIPPED));

        assertThat(plan).isEqualTo(new ReconcilePlan(List.of(), List.of(), List.of()));
    }

    @Test
    void reinstallsWhenTheShippedFileIsAnother() {
        assertReinstalled(plan(new Wanted(JOBS, "bb", 5), SHIPPED, new Recorded("aa", SHIPPED)));
    }

    @Test
    void reinstallsWhatWasUpdatedInPlaceEvenToTheSameVersion() {
        assertReinstalled(plan(WANTED, new Identity("jobs", "1.0.0", 2000), new Recorded("aa", SHIPPED)));
    }

    @Test
    void reinstallsWhatBecameAnotherBundle() {
        assertReinstalled(plan(WANTED, new Identity("other", "1.0.0", 1000), new Recorded("aa", SHIPPED)));
        assertReinstalled(plan(WANTED, new Identity("jobs", "6.6.6", 1000), new Recorded("aa", SHIPPED)));
    }

    @Test
    void reinstallsWithoutARecordBecauseACrashMayHaveLeftAnything() {
        ReconcilePlan plan = ReconcilePlan.of(List.of(WANTED), List.of(new Installed(JOBS, SHIPPED)), Map.of());

        assertThat(plan.uninstall()).containsExactly(JOBS);
        assertThat(plan.install()).containsExactly(WANTED);
    }

    @Test
    void removesWhatLeftTheFeatures() {
        String left = "reference:file:/repo/old.jar";

        ReconcilePlan plan = ReconcilePlan.of(
                List.of(WANTED),
                List.of(new Installed(JOBS, SHIPPED), new Installed(left, SHIPPED)),
                Map.of(JOBS, new Recorded("aa", SHIPPED), left, new Recorded("aa", SHIPPED)));

        assertThat(plan.uninstall()).containsExactly(left);
        assertThat(plan.install()).isEmpty();
    }

    @Test
    void leavesEnginesAndStrangersAlone() {
        ReconcilePlan plan = ReconcilePlan.of(
                List.of(),
                List.of(new Installed("engine:abc", SHIPPED), new Installed("inputstream:x.jar", SHIPPED)),
                Map.of());

        assertThat(plan.uninstall()).isEmpty();
        assertThat(plan.foreign()).containsExactly("inputstream:x.jar");
    }

    private static ReconcilePlan plan(Wanted wanted, Identity present, Recorded recorded) {
        return ReconcilePlan.of(List.of(wanted), List.of(new Installed(JOBS, present)), Map.of(JOBS, recorded));
    }

    private static void assertReinstalled(ReconcilePlan plan) {
        assertThat(plan.uninstall()).containsExactly(JOBS);
        assertThat(plan.install()).extracting(Wanted::location).containsExactly(JOBS);
    }
}
