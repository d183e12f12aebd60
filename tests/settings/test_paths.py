"""Where the files of a site are."""

from pathlib import Path

from console.settings.paths import find_paths, shipped

HOME = {"HOME": "/home/anna"}


def test_without_anything_the_folders_are_those_of_xdg():
    paths = find_paths(environment=HOME)
    assert paths.config == Path("/home/anna/.config/ue-console")
    assert paths.store == Path("/home/anna/.local/share/ue-console/console.db")
    assert paths.log_file == Path("/home/anna/.local/state/ue-console/log/console.log")
    assert paths.runtime == Path("/home/anna/.local/state/ue-console/run")
    assert paths.cache == Path("/home/anna/.cache/ue-console")


def test_xdg_variables_count_when_they_are_absolute():
    paths = find_paths(
        environment=HOME | {"XDG_DATA_HOME": "/srv/d", "XDG_RUNTIME_DIR": "/run/u", "XDG_CACHE_HOME": "x"}
    )
    assert (paths.data, paths.runtime) == (Path("/srv/d/ue-console"), Path("/run/u/ue-console"))
    assert paths.cache == Path("/home/anna/.cache/ue-console")


def test_the_option_goes_before_the_environment():
    env = HOME | {"CONSOLE_CONFIG": "/etc/ue", "CONSOLE_DATA": "/srv/ue"}
    assert find_paths(environment=env).config == Path("/etc/ue")
    assert find_paths(environment=env, config=Path("/tmp/c"), data=Path("/tmp/d")).config == Path("/tmp/c")


def test_with_an_own_data_folder_everything_written_stays_inside(tmp_path):
    paths = find_paths(environment=HOME | {"XDG_RUNTIME_DIR": "/run/u"}, data=tmp_path / "sito")
    paths.make()
    written = (paths.data, paths.state, paths.cache, paths.runtime, paths.log)
    assert all(
        folder.is_relative_to(tmp_path / "sito") and folder.stat().st_mode & 0o777 == 0o700 for folder in written
    )


def test_a_relative_folder_does_not_follow_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_paths(environment=HOME, data=Path("sito"), config=Path("c")).data == tmp_path / "sito"


def test_the_example_site_is_found_from_the_sources():
    config, data = shipped()
    assert (config / "console.yaml").is_file()
    assert (data / "reference").is_dir()
