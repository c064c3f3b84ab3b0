package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.Locale;

/**
 * What can be asked of a runtime or host.
 *
 * @param workers whether Workers can be listed and looked at
 * @param backendTools whether tools of the backend itself are there
 */
public record Capabilities(
        boolean workers,
        boolean spawn,
        boolean stop,
        boolean input,
        boolean backendTools,
        String scope,
        long maxWorkers,
        String os,
        String arch) {

    public static Capabilities embedded(boolean available, boolean executing, long limit) {
        return new Capabilities(
                available,
                available,
                available && executing,
                available,
                true,
                "backend_internal",
                limit,
                thisOs(),
                thisArch());
    }

    public static Capabilities remote(boolean available, boolean spawns, long limit) {
        return new Capabilities(
                available,
                available && spawns,
                available,
                available && spawns,
                false,
                "remote_runtime_backend_private",
                limit,
                "remote",
                "remote");
    }

    public ObjectNode json() {
        return Json.object()
                .put("can_list_hosts", true)
                .put("can_list_workers", workers)
                .put("can_get_worker", workers)
                .put("can_spawn_worker", spawn)
                .put("can_stop_worker", stop)
                .put("can_accept_input", input)
                .put("has_workspace_fs", false)
                .put("has_shell", false)
                .put("has_git", false)
                .put("supports_worktrees", false)
                .put("supports_backend_internal_tools", backendTools)
                .put("workspace_scope", scope)
                .put("max_workers", maxWorkers)
                .put("os", os)
                .put("arch", arch);
    }

    private static String thisOs() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : "linux";
    }

    private static String thisArch() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return name.equals("amd64") ? "x86_64" : name;
    }
}
