"""The ``skipgraph`` command: the table of its commands, and one line for each expected failure."""

import importlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from skipgraph.errors import ArgumentError, SkipgraphError

__all__ = ["app", "main"]

# a command's name -> file in this folder and function in it; loaded when asked for, in the order of the help
_COMMANDS = {
    "patterns": "patterns.patterns",
    "networks": "networks.networks",
    "metrics": "metrics.metrics",
    "table": "table.table",
    "plot": "plot.plot",
    "export": "export.export",
    "trace": "trace.trace_network",
    "plan": "plan.plan",
    "compile": "compile.compile_network",
    "train": "train.train",
    "design": "design.design",
    "frontier": "frontier.frontier",
}
_SETTINGS: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
_USAGE, _DATA, _INTERRUPTED, _BROKEN_PIPE = 2, 1, 130, 141


class _LoadedCommands(Mapping[str, Any]):
    """The commands by name, each loaded when it is asked for: most runs need one of them."""

    def __getitem__(self, name: str) -> Any:
        file, function = _COMMANDS[name].split(".")
        single = typer.Typer(**_SETTINGS)
        single.command(name)(getattr(importlib.import_module(f"skipgraph.cli.{file}"), function))
        return get_command(single)

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _OneLineErrors(TyperGroup):
    """A group of commands that ends an expected failure with one line on stderr and an exit code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast("Any", _LoadedCommands())  # never written to

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,  # noqa: ARG002  # the signature is typer's
        complete_var: str | None = None,  # noqa: ARG002
        standalone_mode: bool = True,  # noqa: ARG002
        windows_expand_args: bool = True,  # noqa: ARG002
        **extra: Any,
    ) -> NoReturn:
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = self._run(words or ["--help"], extra)
            sys.stdout.flush()
        except KeyboardInterrupt as stop:
            code = _say(_INTERRUPTED, " ".join(["interrupted", *map(str, stop.args)]))
        except BrokenPipeError:
            # the reader has gone: what is left in the buffer must not fail again when Python exits
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = _BROKEN_PIPE
        except typer.TyperException as error:
            code = _say(_USAGE, _usage_text(error))
        except SkipgraphError as error:
            code = _say(_USAGE if isinstance(error, ArgumentError) else _DATA, str(error))
        except OSError as error:
            code = _say(_DATA, ": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
        except MemoryError as error:
            code = _say(_DATA, f"out of memory: {error}" if str(error) else "out of memory")
        sys.exit(code)

    def _run(self, words: list[str], extra: dict[str, Any]) -> int:
        try:
            with self.make_context("skipgraph", words, **extra) as context:
                self.invoke(context)
        except typer.Exit as stop:
            return stop.exit_code
        return 0


def _say(code: int, text: str) -> int:
    """Print `text` as one line on stderr, and return `code`."""
    print("skipgraph:", " ".join(text.split()), file=sys.stderr)
    return code


def _usage_text(error: typer.TyperException) -> str:
    text = error.format_message().replace("Value error, ", "").rstrip(".")
    context = getattr(error, "ctx", None)
    hint = f" (see {context.command_path} --help)" if context is not None else ""
    return text[:1].lower() + text[1:] + hint


def _print_version(wanted: bool) -> None:
    if wanted:
        from skipgraph import __version__

        print(f"skipgraph {__version__}")
        raise typer.Exit


app = typer.Typer(cls=_OneLineErrors, **_SETTINGS)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,  # answered by its callback
) -> None:
    """Make, measure, draw, compile and train skip-connection topologies.

    \b
    Examples:
      skipgraph patterns
      skipgraph table --layers 36
      skipgraph plot log_densenet --layers 36 -o arcs.svg
    """  # noqa: D301  # \b keeps the lines of the examples apart


def main() -> None:
    """Run the command line."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell, as in >&-
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # open to the end
        elif hasattr(getattr(sys, name), "reconfigure"):
            # a path may hold letters that the terminal's encoding does not have
            getattr(sys, name).reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
