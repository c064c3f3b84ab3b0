package dev.atelier.studio.agents.internal;

import dev.atelier.wire.agent.api.Report;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How much of what workers say is taken in. */
final class Bounds {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int CODE = 100;
    private static final int COMMIT = 200;
    private static final int NAME = 500;

    private Bounds() {}

    /** A clock somewhere else may be anything; a database keeps some of it. */
    static Instant moment(Instant told) {
        if (told.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return told.isAfter(LATEST) ? LATEST : Instant.ofEpochMilli(told.toEpochMilli());
    }

    static void check(Report report) throws RpcRefusal {
        Report.Details details = report.details();
        if (details == null) {
            return;
        }
        most("error_code", details.errorCode(), CODE);
        most("agent_session_id", details.agentSessionId(), NAME);
        Report.Work work = details.work();
        if (work != null) {
            most("base_commit", work.baseCommit(), COMMIT);
            most("end_commit", work.endCommit(), COMMIT);
            most("branch_name", work.branchName(), NAME);
        }
    }

    static void most(String name, @Nullable String text, int most) throws RpcRefusal {
        if (text != null && text.length() > most) {
            throw RpcRefusal.params("params." + name + " has more than " + most + " characters");
        }
    }
}
