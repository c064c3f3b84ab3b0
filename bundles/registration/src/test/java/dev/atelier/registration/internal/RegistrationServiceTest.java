package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Secret;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.HttpRequest;
import dev.atelier.fake.studio.Route;
import dev.atelier.log.testing.CapturedLog;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.registration.api.RegistrationState.Approved;
import dev.atelier.registration.api.RegistrationState.Pending;
import dev.atelier.registration.api.RegistrationState.Pristine;
import dev.atelier.registration.api.RegistrationState.Rejected;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationServiceTest {
    private final FakeStudio studio = FakeStudio.start();
    private final FakeStudio other = FakeStudio.start();
    private Path state;

    @BeforeEach
    void open(@TempDir Path folder) {
        state = folder.resolve("state");
        CapturedLog.LINES.clear();
    }

    @AfterEach
    void close() {
        studio.close();
        other.close();
    }

    private static long told(String words) {
        return CapturedLog.LINES.stream().filter(line -> line.contains(words)).count();
    }

    private List<Registrations.Request> requests() {
        return studio.registrations().stream().map(each -> each.request()).toList();
    }

    @Test
    void asksWaitsAndIsApproved() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Worker worker = new Worker(state, studio.baseUrl(), Worker.OFTEN).able()) {
            worker.room.watch(now -> seen.add(
                    Thread.currentThread().getName() + " " + now.getClass().getSimpleName()));
            worker.start();
            Pending pending = worker.until(Pending.class);
            assertThat(pending.requestId()).isEqualTo(studio.nextRegistration().requestId());
            assertThat(worker.room.credentials()).isEmpty();

            studio.approval(Approval.approvedAs("w-7", "70ce"));

            assertThat(worker.until(Approved.class).workerId()).isEqualTo("w-7");
            assertThat(worker.room.credentials())
                    .contains(new Credentials(StudioAddress.parse(studio.baseUrl()), "w-7", new Secret("70ce")));
            assertThat(worker.identity().fieldNames())
                    .toIterable()
                    .containsExactly("installId", "studio", "workerId", "authToken");
            await().until(() -> seen.size() == 3 && worker.hub.count("status") == 3);
            assertThat(seen)
                    .containsExactly("registration-1 Pristine", "registration-1 Pending", "registration-1 Approved");
            assertThat(studio.violations()).isEmpty();
        }
    }

    @Test
    void anApprovedWorkerMakesNoCallEverAgain() {
        studio.approval(Approval.approved());
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Approved.class);
        }
        int calls = studio.requests().size();

        try (Worker again = Worker.of(state, studio.baseUrl())) {
            again.until(Approved.class);
            // Rejecting what is not rejected and another address show that time has passed.
            again.configure(other.baseUrl());
            other.nextRegistration();
        }

        assertThat(studio.requests()).hasSize(calls);
    }

    @Test
    void theMomentOfARequestStaysOverPollsAndRestarts() {
        Pending first;
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            first = worker.until(Pending.class);
            studio.nextRequest(Route.POLL);
            studio.nextRequest(Route.POLL);
            assertThat(worker.room.state()).isEqualTo(first);
        }

        try (Worker again = Worker.of(state, studio.baseUrl())) {
            assertThat(again.until(Pending.class)).isEqualTo(first);
        }

        assertThat(studio.registrations()).hasSize(1);
    }

    @Test
    void aRejectionEndsTheAskingUntilItIsReset() throws IOException {
        studio.approval(Approval.rejected("unknown machine"));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            assertThat(worker.until(Rejected.class).reason()).isEqualTo("unknown machine");
            assertThat(worker.identity().has("registrationSecret")).isFalse();
            studio.approval(Approval.approved());

            assertThat(worker.room.reset()).isTrue();
            assertThat(worker.room.reset()).isFalse();

            worker.until(Approved.class);
            assertThat(studio.requests().stream().map(HttpRequest::route))
                    .containsExactly(Route.REGISTER, Route.POLL, Route.REGISTER, Route.POLL);
            assertThat(requests()).extracting(Registrations.Request::installId).doesNotHaveDuplicates();
            assertThat(requests()).extracting(Registrations.Request::secretHash).doesNotHaveDuplicates();
            assertThat(worker.identity().path("studio").asText()).isEqualTo(studio.baseUrl());
            assertThat(told("registration rejected")).isEqualTo(1);
        }
    }

    @Test
    void aForgottenRequestIsMadeAgainByTheSameInstall() {
        studio.answerNext(Route.POLL, Answer.status(404, ""));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            await().until(() -> requests().size() == 2);
            assertThat(requests().get(1).installId())
                    .isEqualTo(requests().get(0).installId());
            assertThat(requests().get(1).secretHash())
                    .isNotEqualTo(requests().get(0).secretHash());
            assertThat(worker.until(Pending.class).requestId())
                    .isEqualTo(studio.registrations().get(1).requestId());
        }
    }

    @Test
    void failuresAreToldOnceAndSoIsTheirEnd() {
        studio.answerNext(
                Route.POLL,
                Answer.status(401, "not now 1"),
                Answer.status(401, "not now 2"),
                Answer.status(500, "x"),
                Answer.status(500, "y"),
                Answer.drop());
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            await().until(() -> studio.requests(Route.POLL).size() >= 7);
            assertThat(worker.room.state()).isInstanceOf(Pending.class);
        }

        assertThat(studio.registrations()).hasSize(1);
        assertThat(told("register-poll failed: 401 — not now 1")).isEqualTo(1);
        assertThat(told("register-poll failed: 401")).isEqualTo(1);
        assertThat(told("register-poll failed: 500")).isEqualTo(1);
        assertThat(told("the studio answers again")).isEqualTo(1);
    }

    @Test
    void aFailingRequestIsRepeatedUnchanged() {
        studio.answerNext(Route.REGISTER, Answer.status(503, ""), Answer.status(429, ""), Answer.drop());
        studio.approval(Approval.approved());
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Approved.class);
        }

        assertThat(studio.requests(Route.REGISTER))
                .hasSize(4)
                .extracting(HttpRequest::body)
                .containsOnly(studio.requests(Route.REGISTER).get(0).body());
    }

    @Test
    void withoutAStudioItSaysOnceHowToConnect() {
        try (Worker worker = Worker.of(state, null)) {
            await().until(() -> told("atelier register --api-base-url") == 1);
            worker.configure(null);
            worker.configure(studio.baseUrl());
            worker.until(Pending.class);

            assertThat(told("atelier register --api-base-url")).isEqualTo(1);
            worker.configure("  ");
            worker.until(Pristine.class);
            assertThat(worker.room.studio()).isEmpty();
        }
    }

    @Test
    void anAddressThatCannotBeUsedIsToldOnceWithoutItsPassword() {
        try (Worker worker = Worker.of(state, "https://user:pa55@studio.example")) {
            await().until(() -> told("invalid api_base_url") == 1);
            worker.configure("https://user:pa55@studio.example/");
            worker.configure(studio.baseUrl());
            worker.until(Pending.class);

            assertThat(told("invalid api_base_url")).isEqualTo(1);
            assertThat(told("pa55")).isZero();
        }
    }

    @Test
    void anotherStudioGetsAnotherIdentity() throws IOException {
        studio.approval(Approval.approvedAs("w-7", "70ce"));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Approved.class);
            String install = worker.identity().path("installId").asText();

            worker.configure(other.baseUrl());

            assertThat(other.nextRegistration().request().installId()).isNotEqualTo(install);
            worker.until(Pending.class);
            assertThat(worker.room.studio()).contains(StudioAddress.parse(other.baseUrl()));
            assertThat(Files.readString(state.resolve("identity.previous.json")))
                    .contains("70ce", install, studio.baseUrl());
            assertThat(worker.identity().path("studio").asText()).isEqualTo(other.baseUrl());
        }
        assertThat(other.requests())
                .allSatisfy(request -> assertThat(request.toString() + request.headers() + request.body())
                        .doesNotContain("70ce"));
    }

    @Test
    void theSameStudioWrittenDifferentlyIsTheSame() {
        studio.approval(Approval.approved());
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Approved.class);
        }
        int calls = studio.requests().size();

        try (Worker again = Worker.of(state, studio.baseUrl() + "/graphics/api/?x=1")) {
            again.until(Approved.class);
        }

        assertThat(studio.requests()).hasSize(calls);
        assertThat(state.resolve("identity.previous.json")).doesNotExist();
    }

    @Test
    void takingTheStudioAwayAndBackKeepsTheIdentity() {
        studio.approval(Approval.approved());
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            RegistrationState approved = worker.until(Approved.class);
            worker.configure(null);
            worker.until(Pristine.class);
            assertThat(worker.room.credentials()).isEmpty();

            worker.configure(studio.baseUrl());

            assertThat(worker.until(Approved.class)).isEqualTo(approved);
            assertThat(studio.registrations()).hasSize(1);
        }
    }

    @Test
    void anIdentityWithoutAStudioBelongsToWhatIsConfigured() throws IOException {
        Files.createDirectories(state);
        Files.writeString(state.resolve("identity.json"), "{\"workerId\":\"w-9\",\"authToken\":\"70ce\"}");
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            assertThat(worker.until(Approved.class).workerId()).isEqualTo("w-9");
            assertThat(worker.identity().path("studio").asText()).isEqualTo(studio.baseUrl());
        }
        assertThat(studio.requests()).isEmpty();
    }

    @Test
    void aCallThatHangsIsGivenUpForAnotherStudio() {
        studio.answer(Route.REGISTER, any -> Answer.hang());
        try (Worker worker =
                new Worker(state, studio.baseUrl(), Worker.NEVER).able().start()) {
            studio.nextRequest(Route.REGISTER);

            worker.configure(other.baseUrl());

            other.nextRegistration();
            worker.until(Pending.class);
            assertThat(told("does not get on")).isZero();
        }
    }

    @Test
    void thePaceCanBeChangedWhileItWaits() {
        try (Worker worker =
                new Worker(state, studio.baseUrl(), Worker.NEVER).able().start()) {
            worker.until(Pending.class);
            studio.approval(Approval.approved());

            worker.room.apply(new RegistrationSettings(Worker.OFTEN));

            worker.until(Approved.class);
        }
    }

    @Test
    void asksAsSoonAsItIsKnownWhatThisWorkerCanDo() {
        try (Worker worker = new Worker(state, studio.baseUrl(), Worker.NEVER).start()) {
            await().until(() -> told("what this worker can do") == 1);

            worker.able();

            worker.until(Pending.class);
        }
    }

    @Test
    void capabilitiesThatBreakAreToldOnceAndAskedAgain() {
        try (Worker worker = new Worker(state, studio.baseUrl(), Worker.OFTEN)) {
            int[] asked = {0};
            worker.room.bindCapabilities(() -> {
                if (asked[0]++ < 3) {
                    throw new IllegalStateException("not yet");
                }
                return Abilities.NONE;
            });
            worker.start();

            worker.until(Pending.class);
            assertThat(told("not yet")).isEqualTo(1);
        }
    }

    @Test
    void worksOnWithoutADiskAndSavesOnceItIsBack() throws IOException {
        Files.writeString(state, "a file where the folder should be");
        studio.approval(Approval.approvedAs("w-7", "70ce"));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Approved.class);
            await().until(() -> told("credentials cannot be saved") == 1);
            assertThat(CapturedLog.LINES).anyMatch(line -> line.startsWith("ERROR") && line.contains("credentials"));
            assertThat(CapturedLog.LINES).anyMatch(line -> line.startsWith("WARN") && line.contains("goes on without"));

            Files.delete(state);

            await().until(() -> told("saved again") == 1);
            assertThat(worker.identity().path("authToken").asText()).isEqualTo("70ce");
        }
    }

    @Test
    void aResetThatCannotBeSavedChangesNothing() throws IOException {
        studio.approval(Approval.rejected("no"));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            worker.until(Rejected.class);
            Path file = state.resolve("identity.json");
            Files.delete(file);
            Files.createDirectories(file.resolve("in the way"));

            org.assertj.core.api.Assertions.assertThatThrownBy(worker.room::reset)
                    .isInstanceOf(IOException.class);

            assertThat(worker.room.state()).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aWatcherThatThrowsHurtsNobody() {
        List<RegistrationState> seen = new CopyOnWriteArrayList<>();
        try (Worker worker = new Worker(state, studio.baseUrl(), Worker.OFTEN).able()) {
            worker.room.watch(now -> {
                throw new IllegalStateException("watcher");
            });
            worker.room.watch(seen::add);
            worker.room.watch(now -> seen.add(new Rejected("never told"))).close();
            worker.start();

            worker.until(Pending.class);
            await().until(() -> seen.stream().anyMatch(Pending.class::isInstance));
            assertThat(seen).noneMatch(Rejected.class::isInstance);
        }
    }

    @Test
    void nothingSecretIsEverTold() throws IOException {
        studio.answerNext(Route.POLL, Answer.status(500, "down"), Answer.status(200, "70ce-canary"));
        try (Worker worker = Worker.of(state, studio.baseUrl())) {
            await().until(() -> studio.requests(Route.POLL).size() >= 3);
            String secret = worker.identity().path("registrationSecret").asText();
            String standing = worker.room.standing().toString() + worker.status();
            studio.approval(Approval.approvedAs("w-7", "70ce-canary"));
            worker.until(Approved.class);
            await().until(() -> told("registration approved") == 1);

            String everything = standing
                    + worker.room.standing()
                    + worker.room.state()
                    + worker.room.credentials()
                    + worker.status()
                    + worker.hub.all
                    + CapturedLog.LINES;
            assertThat(secret).hasSize(64);
            assertThat(everything).doesNotContain(secret, "70ce-canary").contains("w-7", "pending");
        }
    }

    @Test
    void stoppingLeavesNoThreadAndNoCall() {
        studio.answer(Route.REGISTER, any -> Answer.hang());
        Worker worker = Worker.of(state, studio.baseUrl());
        studio.nextRequest(Route.REGISTER);

        worker.close();

        assertThat(worker.hub.watchers).isEmpty();
        assertThat(told("did not stop in time")).isZero();
        // An executor has ended a moment before its thread is gone.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("registration"))
                .noneMatch(thread -> thread.getName().startsWith("OkHttp Dispatcher")));
    }
}
