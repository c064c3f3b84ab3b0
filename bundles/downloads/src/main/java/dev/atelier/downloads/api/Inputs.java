package dev.atelier.downloads.api;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings what others name in their jobs. Since anybody may have written the URL, only public addresses are asked,
 * however their names resolve and wherever they lead; nothing of this machine or its network.
 */
@ProviderType
public interface Inputs {
    String REFUSED = "input_refused";
    String FAILED = "input_failed";
    String TOO_LARGE = "input_too_large";

    /**
     * Fetches what the URL names into the file. Blocks.
     *
     * @param trusted an address whose origin may be asked wherever it is: that of the own studio
     * @param onCancel takes what ends the wait
     * @throws DownloadFailed with a message that never says more of the URL than its host
     */
    void fetch(String url, Path target, @Nullable String trusted, Consumer<Runnable> onCancel) throws DownloadFailed;
}
