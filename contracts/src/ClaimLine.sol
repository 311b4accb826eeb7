// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Claims leave the vault through one line, at a tenth of the vault in a period: as much at once when
/// nobody has claimed for a while, and no more, whoever claims and whatever a batch says. Each takes its
/// place when it is first shown; whoever does not come for the money keeps nobody waiting, and a place is
/// reached within ten periods.
abstract contract ClaimLine {
    /// @notice A tenth of the vault passes in a period.
    uint256 public constant PERIODS_TO_PAY_ALL = 10;

    /// @dev One slot. A claim's place is the sum of all claims up to and with it, and it is paid once so much
    /// has passed.
    /// @param entered micro-USDC of all claims that were shown
    /// @param passed micro-USDC; at most a tenth of the vault past `entered`, so that no more is saved up
    /// @param time of `passed`, in seconds
    struct Line {
        uint96 entered;
        uint96 passed;
        uint64 time;
    }

    Line private _line;

    /// @notice Paid by all claims so far, in micro-USDC.
    uint128 public claimedTotal;

    /// @dev Micro-USDC in a period. It does not fall while anybody waits: the more are paid the less is in
    /// the vault, and the last would wait for ever for a tenth of what is left.
    uint128 private _pace;

    /// @dev Of a claim that was shown and could not be paid at once.
    mapping(uint64 index => uint256) private _places;

    event ClaimWaits(uint64 indexed index, address indexed owner, uint64 amount, uint64 from);

    error VaultShort(uint256 available, uint256 asked);
    error ClaimNotDue(uint64 index, uint64 from);

    /// @notice From when on a claim that has a place is paid, in seconds; zero: it has none, or was paid.
    function claimableFrom(uint64 index) external view returns (uint64) {
        uint256 place = _places[index];
        if (place == 0) return 0;
        (Line memory line, uint256 pace) = _lineOfNow(_held());
        return _from(line, pace, place);
    }

    /// @dev Gives a claim its place, or finds it there, and says whether it is to be paid now.
    function _reach(uint64 index, address owner, uint64 amount) internal returns (bool due) {
        uint256 held = _held();
        (Line memory line, uint256 pace) = _lineOfNow(held);
        uint256 place = _places[index];
        bool isNew = place == 0;
        if (isNew) place = _enterLine(line, amount, held);
        due = place <= line.passed;
        uint64 from = _from(line, pace, place);
        if (!due && !isNew) revert ClaimNotDue(index, from);
        (_line, _pace) = (line, uint128(pace));
        if (due) {
            claimedTotal += amount;
            delete _places[index];
        } else {
            _places[index] = place;
            emit ClaimWaits(index, owner, amount, from);
        }
    }

    /// @dev What is promised to those who wait is not there: nobody takes a place that nothing stands behind.
    function _enterLine(Line memory line, uint64 amount, uint256 held) private view returns (uint256) {
        uint256 promised = line.entered - claimedTotal;
        uint256 free = held > promised ? held - promised : 0;
        if (amount > free) revert VaultShort(free, amount);
        return line.entered += amount;
    }

    function _lineOfNow(uint256 held) private view returns (Line memory line, uint256 pace) {
        line = _line;
        uint256 tenth = held / PERIODS_TO_PAY_ALL + 1;
        pace = line.passed < line.entered && _pace > tenth ? _pace : tenth;
        uint256 passed = line.passed + pace * (block.timestamp - line.time) / _period();
        uint256 most = line.entered + tenth;
        (line.passed, line.time) = (uint96(passed < most ? passed : most), uint64(block.timestamp));
    }

    /// @dev The first second in which a place is reached, rounded up.
    function _from(Line memory line, uint256 pace, uint256 place) private view returns (uint64) {
        if (place <= line.passed) return line.time;
        return line.time + uint64(((place - line.passed) * _period() + pace - 1) / pace);
    }

    /// @dev What the vault may pay claims from, in micro-USDC.
    function _held() internal view virtual returns (uint256);

    /// @dev Seconds in which a tenth of the vault passes.
    function _period() internal view virtual returns (uint256);
}
