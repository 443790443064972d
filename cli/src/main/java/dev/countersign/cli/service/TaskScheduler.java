package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Windows: a task that starts with the machine, as LOCAL SERVICE, which has no rights of a person's. */
record TaskScheduler() implements Platform {
    private static final String TASK = "Countersign";
    private static final String LOCAL_SERVICE = "S-1-5-19";
    private static final String ADMINISTRATORS = "S-1-5-32-544";

    @Override
    public Place place(Path java) {
        Path programs = Path.of(System.getenv().getOrDefault("ProgramFiles", "C:\\Program Files"));
        Path data = Path.of(System.getenv().getOrDefault("ProgramData", "C:\\ProgramData"), TASK);
        return new Place(
                programs.resolve(TASK),
                data.resolve("countersign.yaml"),
                data.resolve("secret").resolve("countersign.key"),
                data.resolve("data"),
                programs.resolve(TASK).resolve("countersign.cmd"),
                java,
                "LOCAL SERVICE");
    }

    @Override
    public List<Step> install(Place place, List<Path> jars) {
        Path folder = Place.folder(place.config());
        Path task = folder.resolve("task.xml");
        return List.of(
                new Step.Run(List.of("cmd", "/c", "schtasks /end /tn " + TASK + " >nul 2>&1 & exit /b 0"), ""),
                new Step.Program(jars, place.lib()),
                new Step.Folder(folder, ""),
                new Step.Folder(place.data(), ""),
                new Step.Folder(Place.folder(place.key()), ""),
                // Only the service and administrators, before anything secret stands there.
                new Step.Run(
                        List.of(
                                "icacls",
                                folder.toString(),
                                "/inheritance:r",
                                "/grant:r",
                                "*" + LOCAL_SERVICE + ":(OI)(CI)M",
                                "*" + ADMINISTRATORS + ":(OI)(CI)F"),
                        "the folder's rights could not be set; run this from a terminal of an administrator"),
                new Step.Write(place.config(), place.starter(), "", true),
                new Step.Key(place.key(), ""),
                new Step.Write(place.launcher(), launcher(place), "", false),
                new Step.Write(folder.resolve("serve.cmd"), serve(place), "", false),
                new Step.Write(task, task(folder.resolve("serve.cmd")), "", false),
                new Step.Run(
                        List.of("schtasks", "/create", "/f", "/tn", TASK, "/xml", task.toString()),
                        "the task could not be made; run this from a terminal of an administrator"),
                new Step.Run(
                        List.of("schtasks", "/run", "/tn", TASK), "the task could not be started; see Task Scheduler"));
    }

    @Override
    public List<Step> uninstall(Place place, boolean purge) {
        var steps = new ArrayList<Step>();
        steps.add(new Step.Run(List.of("schtasks", "/end", "/tn", TASK), ""));
        steps.add(new Step.Run(List.of("schtasks", "/delete", "/f", "/tn", TASK), ""));
        steps.add(new Step.Remove(place.program()));
        if (purge) {
            steps.add(new Step.Remove(Place.folder(place.config())));
        }
        return List.copyOf(steps);
    }

    @Override
    public List<String> status() {
        return List.of("schtasks", "/query", "/v", "/fo", "list", "/tn", TASK);
    }

    @Override
    public String log(Place place) {
        return place.config().resolveSibling("countersign.log").toString();
    }

    private static String launcher(Place place) {
        return """
                @echo off
                if not defined COUNTERSIGN_CONFIG set "COUNTERSIGN_CONFIG=%s"
                if not defined COUNTERSIGN_DATA set "COUNTERSIGN_DATA=%s"
                %s %%*
                """.formatted(place.config(), place.data(), place.java("\"")).replace("\n", "\r\n");
    }

    private String serve(Place place) {
        return "@echo off\r\nset \"COUNTERSIGN_KEY=" + place.key() + "\"\r\n" + place.serve("\"") + " 1>nul 2>>\""
                + log(place) + "\"\r\n";
    }

    private static String task(Path command) {
        return """
                <?xml version="1.0"?>
                <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
                  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
                  <Principals><Principal id="Author"><UserId>%s</UserId></Principal></Principals>
                  <Settings>
                    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
                    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
                  </Settings>
                  <Actions Context="Author"><Exec><Command>%s</Command></Exec></Actions>
                </Task>
                """.formatted(LOCAL_SERVICE, command);
    }
}
