package dev.atelier.registration.internal;

import dev.atelier.registration.api.RegistrationState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this room tells the log: each change once, each trouble when it begins and when it is over. */
final class Voice {
    private static final Logger LOG = LoggerFactory.getLogger("dev.atelier.registration.Registration");
    private static final String NO_STUDIO = "";

    /** What was told of the configured studio last; null before anything was. */
    private @Nullable String studioTold;

    private @Nullable String troubleTold;

    /** @param problem why the configured address cannot be used; null when none is configured */
    void noStudio(@Nullable String problem) {
        String now = problem == null ? NO_STUDIO : problem;
        if (now.equals(studioTold)) {
            return;
        }
        studioTold = now;
        troubleTold = null;
        if (problem == null) {
            LOG.info("no studio is configured, the worker serves this machine only; "
                    + "connect it with: atelier register --api-base-url https://studio.example");
        } else {
            LOG.atWarn()
                    .addKeyValue("problem", problem)
                    .log("the studio's address cannot be used, the worker serves this machine only; "
                            + "correct it with: atelier register --api-base-url https://studio.example");
        }
    }

    /** @param own whether it is the studio of this process */
    void studio(String base, boolean own) {
        if (!base.equals(studioTold)) {
            studioTold = base;
            troubleTold = null;
            LOG.atInfo()
                    .addKeyValue("studio", base)
                    .log(own ? "works for the studio of this process" : "studio configured");
        }
    }

    void previousIdentityKept() {
        LOG.info("another studio is configured: the identity at the one before is kept in identity.previous.json");
    }

    void state(Standing standing) {
        RegistrationState state = standing.state();
        if (state instanceof RegistrationState.Pending pending) {
            LOG.atInfo()
                    .addKeyValue("state", "pending")
                    .addKeyValue("requestId", pending.requestId())
                    .addKeyValue("fingerprint", standing.fingerprint().orElse(""))
                    .log("registration waits for the studio's operator");
        } else if (state instanceof RegistrationState.Approved approved) {
            LOG.atInfo()
                    .addKeyValue("state", "approved")
                    .addKeyValue("workerId", approved.workerId())
                    .log("registration approved");
        } else if (state instanceof RegistrationState.Rejected rejected) {
            LOG.atError()
                    .addKeyValue("state", "rejected")
                    .addKeyValue("reason", rejected.reason())
                    .log("registration rejected; ask again from the console or with: atelier register --reset");
        } else {
            LOG.atInfo().addKeyValue("state", "pristine").log("no registration");
        }
    }

    /** @param problem of the last step; null when it went well */
    void step(@Nullable String problem) {
        if (problem == null) {
            if (troubleTold != null) {
                LOG.info("registration goes on, the studio answers again");
            }
            troubleTold = null;
            return;
        }
        // What a studio says with its refusal may differ each time; that it refuses is told once.
        String kind = problem.split(" — ", 2)[0];
        if (!kind.equals(troubleTold)) {
            troubleTold = kind;
            LOG.atWarn().addKeyValue("problem", problem).log("registration does not get on; it is tried again");
        }
    }

    void surprise(RuntimeException e) {
        String kind = e.toString();
        if (!kind.equals(troubleTold)) {
            troubleTold = kind;
            LOG.atError().setCause(e).log("registration step broke; it is tried again");
        }
    }
}
