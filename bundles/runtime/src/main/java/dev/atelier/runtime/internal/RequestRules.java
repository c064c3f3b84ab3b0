package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import java.util.Map;

/** What a Worker may be made from. */
final class RequestRules {
    static final int MAX_ID_BYTES = 120;

    private RequestRules() {}

    static void checkRuntimeId(String id) {
        if (Texts.isBlank(id)) {
            throw invalid("the runtime id is blank");
        }
        // The store makes file names of ids, two characters a byte.
        if (Texts.bytes(id).length > MAX_ID_BYTES) {
            throw invalid("the runtime id is longer than " + MAX_ID_BYTES + " bytes");
        }
    }

    static void check(CreateWorkerRequest request, Map<String, ConfigBundle> bundles) {
        if (request.intent() instanceof WorkerIntent.Task task && Texts.isBlank(task.objective())) {
            throw invalid("the objective of a task is blank");
        }
        for (CapabilityRequest capability : request.requestedCapabilities()) {
            if (Texts.isBlank(capability.name())) {
                throw invalid("the name of a requested capability is blank");
            }
        }
        if (request.configBundle() == null) {
            withoutBundle(request.profile());
        } else {
            declared(request.profile(), find(request.configBundle(), bundles));
        }
        WorkerInput input = request.initialInput();
        if (input != null) {
            if (input.kind() != WorkerInput.Kind.USER) {
                throw new RuntimeRefusal(
                        RuntimeError.INVALID_INITIAL_INPUT_KIND, "the initial input must be one of the user");
            }
            checkContent(input);
        }
    }

    static void checkContent(WorkerInput input) {
        if (Texts.isBlank(input.content())) {
            throw invalid("the content of the input is blank");
        }
    }

    /** The bundle of a reference, in exactly that version. */
    static ConfigBundle find(ConfigBundleRef reference, Map<String, ConfigBundle> bundles) {
        BundleRules.check(reference);
        ConfigBundle bundle = bundles.get(reference.id());
        if (bundle == null) {
            throw new RuntimeRefusal(RuntimeError.CONFIG_BUNDLE_MISSING, "there is no config bundle " + reference.id());
        }
        if (!bundle.metadata().digest().equals(reference.digest())) {
            throw new RuntimeRefusal(
                    RuntimeError.CONFIG_BUNDLE_DIGEST_MISMATCH,
                    "config bundle " + reference.id() + " is here in another version");
        }
        return bundle;
    }

    private static void declared(ProfileSelector profile, ConfigBundle bundle) {
        if (bundle.profiles().stream().noneMatch(each -> each.selector().equals(profile))) {
            throw new RuntimeRefusal(
                    RuntimeError.INVALID_PROFILE_SELECTOR,
                    "config bundle " + bundle.metadata().id() + " does not declare this profile");
        }
    }

    private static void withoutBundle(ProfileSelector profile) {
        String value = profile.value();
        boolean usable = profile.kind() != ProfileSelector.Kind.NAMED
                && (value == null || (!Texts.isBlank(value) && Boundary.allows(value)));
        if (!usable) {
            throw new RuntimeRefusal(
                    RuntimeError.INVALID_PROFILE_SELECTOR,
                    profile.kind() == ProfileSelector.Kind.NAMED
                            ? "a named profile needs a config bundle that declares it"
                            : "this profile selector cannot be used");
        }
    }

    private static RuntimeRefusal invalid(String message) {
        return new RuntimeRefusal(RuntimeError.INVALID_REQUEST, message);
    }
}
