package dev.atelier.studio.agents.internal;

import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.wire.agent.api.Report;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the whole change that came with the end of a run. One that cannot be kept is no reason to refuse the end.
 *
 * @param text null unless it is kept
 */
record TakenPatch(KeptRun.Patch state, @Nullable String text) {
    static TakenPatch of(Report report) {
        Report.Patch patch = report.patch();
        if (patch == null) {
            Report.Details details = report.details();
            Report.Work work = details == null ? null : details.work();
            boolean nothing = work != null && !work.hasChanges();
            return without(nothing ? KeptRun.Patch.NO_CHANGES : KeptRun.Patch.NOT_SENT);
        }
        Report.Omission omitted = patch.omitted();
        String text = patch.text();
        if (omitted != null || text == null) {
            return without(omitted == null ? KeptRun.Patch.FAILED : KeptRun.Patch.valueOf(omitted.name()));
        }
        if (text.isEmpty()) {
            return without(KeptRun.Patch.NO_CHANGES);
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return without(KeptRun.Patch.NOT_TEXT);
        }
        return text.getBytes(StandardCharsets.UTF_8).length > Report.Patch.MOST_BYTES
                ? without(KeptRun.Patch.TOO_LARGE)
                : new TakenPatch(KeptRun.Patch.KEPT, text);
    }

    private static TakenPatch without(KeptRun.Patch why) {
        return new TakenPatch(why, null);
    }
}
