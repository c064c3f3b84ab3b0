package dev.atelier.registration.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets the identity onto the disk. When that fails the worker goes on with what it holds, and tries again. */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final IdentityFile file;
    /** Not on disk yet; null when everything is. */
    private @Nullable Identity unsaved;

    private boolean toldWaiting;
    private boolean toldApproved;

    Keeper(IdentityFile file) {
        this.file = file;
    }

    synchronized void keep(Identity identity) {
        try {
            file.save(identity);
            unsaved = null;
            if (toldWaiting || toldApproved) {
                LOG.info("the worker's identity is saved again");
            }
            toldWaiting = false;
            toldApproved = false;
        } catch (IOException e) {
            unsaved = identity;
            tell(identity, e);
        }
    }

    synchronized boolean unsaved() {
        return unsaved != null;
    }

    synchronized void retry() {
        if (unsaved != null) {
            keep(unsaved);
        }
    }

    /** Forgets the identity for good. */
    synchronized void forget() throws IOException {
        file.delete();
        unsaved = null;
    }

    synchronized void setAside() {
        unsaved = null;
        try {
            file.setAsideAsPrevious();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("the identity at the studio before cannot be put aside");
        }
    }

    private void tell(Identity identity, IOException why) {
        if (identity.approved() && !toldApproved) {
            toldApproved = true;
            LOG.atError()
                    .addKeyValue("error", why.toString())
                    .log("the worker's credentials cannot be saved; a restart now would register again");
        } else if (!identity.approved() && !toldWaiting) {
            toldWaiting = true;
            LOG.atWarn()
                    .addKeyValue("error", why.toString())
                    .log("the worker's identity cannot be saved; it goes on without");
        }
    }
}
