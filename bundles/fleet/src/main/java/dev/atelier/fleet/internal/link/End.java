package dev.atelier.fleet.internal.link;

import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import org.jspecify.annotations.Nullable;

/** The studio's end of one stream. Told in order, on the thread that reads the link; nothing here blocks. */
interface End {
    void head(int status);

    void piece(Piece piece);

    /** The worker takes so much more. */
    void more(int chars);

    void closed(@Nullable String reason);

    /** The link is gone. */
    void lost();
}
